package dev.braid.jobs.pipeline.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;

/**
 * What a checkpoint holds.
 *
 * @param iterations updates that this run has done
 * @param startIterations updates that the model had seen before the run
 * @param startEpochs passes that the model had seen before the run
 * @param fingerprint of model, data and settings that a run must share to go on
 */
public record Manifest(
        int version,
        long iterations,
        long startIterations,
        int startEpochs,
        String fingerprint,
        List<StatePart> parts) {
    /** Its name in the checkpoint's folder. */
    public static final String FILE = "manifest.json";

    public static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    public Manifest {
        parts = List.copyOf(parts);
        if (version != VERSION) {
            throw new IllegalArgumentException("the checkpoint is of version " + version + ", known is " + VERSION);
        }
    }

    public byte[] toJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain fields are always JSON", e);
        }
    }

    /** @param where for messages */
    public static Manifest parse(String where, byte[] json) {
        try {
            return JSON.readValue(json, Manifest.class);
        } catch (IOException e) {
            throw new PipelineCheckpointException(where + "/" + FILE + " is corrupt: " + e.getMessage(), e);
        }
    }
}
