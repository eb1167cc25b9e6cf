package dev.braid.ops.activation;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Matrix;

/** The gated activation {@code y = silu(gate) * up}, {@code silu(x) = x / (1 + exp(-x))}; all {@code [rows, width]}. */
public interface SwiGlu {
    void forward(Stream stream, Matrix gate, Matrix up, Matrix y);

    /** dGate and dUp are overwritten. */
    void backward(Stream stream, Matrix gate, Matrix up, Matrix dy, Matrix dGate, Matrix dUp);
}
