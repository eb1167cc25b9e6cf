package dev.braid.ops.norm;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Matrix;

/**
 * RMSNorm: each group of {@code weight.cols()} consecutive elements of a row is divided by its root mean square and
 * multiplied by the weight ({@code y = x * rsqrt(mean(x²) + eps) * w}). One group per row is the usual norm; one per
 * head is Qwen3's norm of queries and keys.
 *
 * <p>Order of summation: sixteen partial sums by element modulo 16, combined in one fixed order; a weight's gradient is
 * one chain over rows descending, and within a row over groups ascending, continued from the value found there.
 */
public interface RmsNorm {
    /** @param weight {@code [1, width]}; {@code x.cols()} is a multiple of width */
    void forward(Stream stream, Matrix x, Matrix weight, float eps, Matrix y);

    /** dx is overwritten; x is the input of {@link #forward}. May not alias dy. */
    void gradInput(Stream stream, Matrix x, Matrix weight, float eps, Matrix dy, Matrix dx);

    /** dw {@code [1, width]} is added to. */
    void gradWeight(Stream stream, Matrix x, float eps, Matrix dy, Matrix dw);
}
