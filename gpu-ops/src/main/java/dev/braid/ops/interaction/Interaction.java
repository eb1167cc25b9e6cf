package dev.braid.ops.interaction;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Matrix;

/**
 * The feature interaction of DLRM (Naumov et al., 2019): a row of x {@code [rows, count * dim]} is {@code count} vectors
 * of {@code dim} elements, and a row of y {@code [rows, count * (count - 1) / 2]} is the dot products of vectors i and j
 * for all i &gt; j, in the order (1, 0), (2, 0), (2, 1), (3, 0), ...
 *
 * <p>Order of summation: a dot product is one chain of fused multiply-adds from zero over the elements ascending; an
 * element of a vector's gradient is one such chain over the other vectors ascending.
 */
public interface Interaction {
    /**
     * y is overwritten.
     *
     * @param count vectors in a row, at least 2
     */
    void forward(Stream stream, Matrix x, int count, Matrix y);

    /** dx is overwritten and may not be x, the input of {@link #forward}; dy has the shape of y. */
    void backward(Stream stream, Matrix x, int count, Matrix dy, Matrix dx);
}
