package dev.braid.ops.norm;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Matrix;

/**
 * LayerNorm: each row of x {@code [rows, width]} is centred, divided by its standard deviation, multiplied by the weight
 * and shifted by the bias ({@code y = (x - mean) * rsqrt(var + eps) * w + b}, {@code var = mean((x - mean)²)}).
 *
 * <p>Order of summation: within a row sixteen partial sums by element modulo 16, combined in one fixed order, first for
 * the mean and then for the squares of what it leaves; a weight's and a bias' gradient is one chain over rows
 * descending, continued from the value found there.
 */
public interface LayerNorm {
    /**
     * y may be x.
     *
     * @param weight {@code [1, width]}
     * @param bias {@code [1, width]}
     */
    void forward(Stream stream, Matrix x, Matrix weight, Matrix bias, float eps, Matrix y);

    /** dx is overwritten; x is the input of {@link #forward}. May not alias dy. */
    void gradInput(Stream stream, Matrix x, Matrix weight, float eps, Matrix dy, Matrix dx);

    /** dw {@code [1, width]} and db {@code [1, width]} are added to. */
    void gradWeight(Stream stream, Matrix x, float eps, Matrix dy, Matrix dw, Matrix db);
}
