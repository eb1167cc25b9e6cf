package dev.braid.model.program;

import dev.braid.model.graph.Param;
import dev.braid.ops.linear.PackedWeight;
import dev.braid.ops.memory.Matrix;

/** The base model's weights on a device, by parameter. Read by the executor's thread alone. */
public interface ModelWeights {
    /** The weight of a linear. */
    PackedWeight linear(Param param);

    /** A vector {@code [1, cols]} (norm weight, bias) or the embedding table. */
    Matrix plain(Param param);

    /** Cosines and sines {@code [positions, headDim]} for RoPE. */
    Matrix rotary();
}
