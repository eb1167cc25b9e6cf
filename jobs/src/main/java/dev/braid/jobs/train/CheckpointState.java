package dev.braid.jobs.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The state.json of a checkpoint: everything but the float blocks, and the checksums of those. */
record CheckpointState(long step, long seed, String fingerprint, Validation validation, List<FloatFile> blocks) {
    static final String FILE = "state.json";
    private static final int FORMAT = 1;
    private static final Pattern BLOCK_NAME = Pattern.compile("[a-z0-9-]+\\.f32");
    private static final ObjectMapper JSON = new ObjectMapper();

    CheckpointState {
        blocks = List.copyOf(blocks);
    }

    void write(Path folder) throws IOException {
        ObjectNode state = JSON.createObjectNode();
        state.put("format", FORMAT).put("step", step).put("seed", seed).put("fingerprint", fingerprint);
        if (Double.isFinite(validation.bestLoss())) {
            state.put("best_validation_loss", validation.bestLoss());
        }
        state.put("best_validation_step", validation.bestStep());
        state.put("validations_since_best", validation.worseSince());
        for (FloatFile block : blocks) {
            state.withArray("/blocks")
                    .addObject()
                    .put("name", block.name())
                    .put("floats", block.floats())
                    .put("crc32c", block.crc32c());
        }
        Files.writeString(
                folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(state) + "\n");
    }

    static CheckpointState read(Path folder) {
        JsonNode state;
        try {
            state = JSON.readTree(folder.resolve(FILE).toFile());
        } catch (IOException e) {
            throw new TornException(folder + " is torn: " + FILE + " cannot be read: " + e.getMessage(), e);
        }
        if (field(folder, state, "format").asInt() != FORMAT) {
            throw new CheckpointException(
                    folder + " has format " + state.get("format") + ", this version reads " + FORMAT);
        }
        return new CheckpointState(
                field(folder, state, "step").asLong(),
                field(folder, state, "seed").asLong(),
                field(folder, state, "fingerprint").asText(),
                validation(folder, state),
                blocks(folder, state));
    }

    private static Validation validation(Path folder, JsonNode state) {
        return new Validation(
                state.path("best_validation_loss").asDouble(Double.POSITIVE_INFINITY),
                field(folder, state, "best_validation_step").asLong(),
                field(folder, state, "validations_since_best").asInt());
    }

    private static List<FloatFile> blocks(Path folder, JsonNode state) {
        List<FloatFile> blocks = new ArrayList<>();
        for (JsonNode block : field(folder, state, "blocks")) {
            blocks.add(block(folder, block));
        }
        if (blocks.isEmpty()
                || blocks.stream()
                        .anyMatch(block -> block.floats() != blocks.get(0).floats())) {
            throw new TornException(folder + " is torn: the blocks of " + FILE + " are " + blocks
                    + ", must be the parameters and moments of the same length");
        }
        return blocks;
    }

    /** A name that leads out of the folder is no name of a block. */
    private static FloatFile block(Path folder, JsonNode block) {
        String name = field(folder, block, "name").asText();
        long floats = field(folder, block, "floats").asLong();
        if (!BLOCK_NAME.matcher(name).matches() || floats < 0 || floats > Integer.MAX_VALUE) {
            throw new TornException(folder + " is torn: " + FILE + " has a block named '" + name + "' of " + floats
                    + " floats, must be a file's plain name and from 0 to " + Integer.MAX_VALUE + " floats");
        }
        return new FloatFile(name, floats, field(folder, block, "crc32c").asLong());
    }

    private static JsonNode field(Path folder, JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null) {
            throw new TornException(folder + " is torn: " + FILE + " has no field " + name);
        }
        return value;
    }
}
