package dev.braid.model.decoder;

import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.RopeScaling;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.rope.RopeTable;
import java.util.Optional;

/** The cosines and sines of a configuration's rotary embedding. */
final class RotaryTables {
    private RotaryTables() {}

    static void fill(ModelConfig config, Matrix table) {
        RopeTable.fill(table, config.rope().theta(), scaling(config.rope().scaling()));
    }

    private static Optional<dev.braid.ops.rope.RopeScaling> scaling(RopeScaling scaling) {
        if (scaling instanceof RopeScaling.Llama3 llama3) {
            return Optional.of(new dev.braid.ops.rope.RopeScaling(
                    llama3.factor(), llama3.lowFreqFactor(), llama3.highFreqFactor(), llama3.originalMaxPositions()));
        }
        return Optional.empty();
    }
}
