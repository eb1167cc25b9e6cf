package dev.braid.jobs.pipeline.progress;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Reports as JSON, their kind in {@code report}. */
final class ReportJson {
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "report")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = WorkerReport.MiniBatch.class, name = "mini-batch"),
        @JsonSubTypes.Type(value = WorkerReport.Part.class, name = "part"),
        @JsonSubTypes.Type(value = WorkerReport.PartFailed.class, name = "part-failed")
    })
    private interface Kinds {}

    private static final JsonMapper JSON =
            JsonMapper.builder().addMixIn(WorkerReport.class, Kinds.class).build();

    private ReportJson() {}

    static byte[] write(WorkerReport report) {
        try {
            return JSON.writerFor(WorkerReport.class).writeValueAsBytes(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report cannot be written: " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException for anything that is no report */
    static WorkerReport read(byte[] json) {
        try {
            return JSON.readValue(json, WorkerReport.class);
        } catch (IOException e) {
            throw new IllegalArgumentException("no report of a worker: " + e.getMessage(), e);
        }
    }
}
