package dev.braid.ops.linear;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Matrix;

/**
 * The linear layer {@code Y = X Wᵀ + b} with W {@code [out, in]} as checkpoints store it, and its gradients.
 *
 * <p>Order of summation: an element of Y is one chain of fused multiply-adds over {@code in} ascending, from 0, bias
 * added last; an element of dX one chain over {@code out} ascending; an element of dW (and db) one chain over token
 * rows <em>descending</em>, continued from the value found there.
 */
public interface Linear {
    /** Which products a packed weight must serve. */
    enum Use {
        /** {@link #forward} alone. */
        FORWARD,
        /** {@link #forward} and {@link #gradInput}. */
        FORWARD_AND_GRADIENT,
        /** {@link #gradInput} alone. */
        GRADIENT
    }

    /** What happens to the result's old value. */
    enum Write {
        OVERWRITE,
        /** The finished chain is added to the old value. */
        ADD
    }

    /** An empty weight {@code [out, in]} in memory of {@code arena}, to be filled by {@link #pack}. */
    PackedWeight allocate(Arena arena, String name, int out, int in, Use use);

    /** Bytes that {@link #allocate} takes from an arena. */
    long packedBytes(int out, int in, Use use);

    /** Copies rows {@code [firstRow, firstRow + w.rows())} of W from a plain matrix {@code w} {@code [rows, in]}. */
    void pack(Stream stream, Matrix w, int firstRow, PackedWeight packed);

    /**
     * Y {@code [rows, out]} = X {@code [rows, in]} Wᵀ.
     *
     * @param bias {@code [1, out]}, or null for none
     */
    void forward(Stream stream, Matrix x, PackedWeight w, Matrix bias, Matrix y);

    /** dX {@code [rows, in]} = dY {@code [rows, out]} W. */
    void gradInput(Stream stream, Matrix dy, PackedWeight w, Matrix dx, Write write);

    /** dW {@code [out, in]} += dYᵀ X over rows descending. */
    void gradWeight(Stream stream, Matrix dy, Matrix x, Matrix dw);

    /** db {@code [1, out]} += the sum of dY's rows, descending. */
    void gradBias(Stream stream, Matrix dy, Matrix db);
}
