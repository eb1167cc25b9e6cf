package dev.braid.ops.activation;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Matrix;

/** Negative elements become zero; all matrices of one call have the same shape. */
public interface Relu {
    /** y = x where x is positive, else 0; y may be x. */
    void forward(Stream stream, Matrix x, Matrix y);

    /** dx = dy where x is positive, else 0; dx may be dy. */
    void backward(Stream stream, Matrix x, Matrix dy, Matrix dx);
}
