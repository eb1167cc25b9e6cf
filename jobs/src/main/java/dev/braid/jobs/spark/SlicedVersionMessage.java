package dev.braid.jobs.spark;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.control.Publication;
import dev.braid.jobs.spark.exchange.SlicedWeights;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A version whose weights are fetched from the executors that hold them, as JSON. */
record SlicedVersionMessage(String name, long step, int parameters, int count, int rdd) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    /** Where an executor's server binds it. */
    static final String PATH = "/control/versions/sliced";

    static Publication publication(AdapterVersion version, SlicedWeights weights) {
        SlicedVersionMessage message = new SlicedVersionMessage(
                version.name(), version.step(), weights.parameters(), weights.count(), weights.rdd());
        try {
            return new Publication(
                    version,
                    PATH,
                    JSON.writeValueAsBytes(message),
                    Publication.patience((long) weights.parameters() * Float.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException saying what is wrong with the bytes */
    static SlicedVersionMessage decode(byte[] bytes) {
        try {
            return JSON.readValue(bytes, SlicedVersionMessage.class);
        } catch (IOException e) {
            throw new IllegalArgumentException(bytes.length + " bytes are no sliced version: " + e.getMessage(), e);
        }
    }

    AdapterVersion version() {
        return new AdapterVersion(name, step);
    }

    SlicedWeights weights() {
        return new SlicedWeights(parameters, count, rdd);
    }
}
