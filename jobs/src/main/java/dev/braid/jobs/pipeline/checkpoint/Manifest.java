package dev.braid.jobs.pipeline.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a checkpoint holds.
 *
 * @param iterations updates that this run has done
 * @param startIterations updates that the model had seen before the run
 * @param startEpochs passes that the model had seen before the run
 * @param fingerprint of model, data and settings that a run must share to go on
 * @param seal checksum of all else, so that no figure can change unseen
 */
public record Manifest(
        int version,
        long iterations,
        long startIterations,
        int startEpochs,
        String fingerprint,
        List<StatePart> parts,
        long seal) {
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

    /** The manifest of these parts, sealed. */
    public static Manifest of(
            long iterations, long startIterations, int startEpochs, String fingerprint, List<StatePart> parts) {
        Manifest open = new Manifest(VERSION, iterations, startIterations, startEpochs, fingerprint, parts, 0);
        return new Manifest(VERSION, iterations, startIterations, startEpochs, fingerprint, parts, open.checksum());
    }

    private long checksum() {
        CRC32C checksum = new CRC32C();
        String all = iterations + " " + startIterations + " " + startEpochs + " " + fingerprint + " " + parts;
        checksum.update(all.getBytes(StandardCharsets.UTF_8));
        return checksum.getValue();
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
            Manifest manifest = JSON.readValue(json, Manifest.class);
            if (manifest.seal() != manifest.checksum()) {
                throw new PipelineCheckpointException(
                        where + "/" + FILE + " is corrupt: its seal is another than that of its content");
            }
            return manifest;
        } catch (IOException e) {
            throw new PipelineCheckpointException(where + "/" + FILE + " is corrupt: " + e.getMessage(), e);
        }
    }
}
