package dev.braid.ops.rope;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;

/** Rotates every head of a row by the angles of the row's position, half-split: (i, i + headDim/2) form a pair. */
public interface Rope {
    /**
     * In place on x {@code [rows, heads * headDim]}.
     *
     * @param table {@code [positions, headDim]}: for each position headDim/2 cosines, then headDim/2 sines; made by
     *     {@link RopeTable}
     * @param position per row, below {@code table.rows()}
     */
    void rotate(Stream stream, Matrix x, int headDim, Matrix table, Ints position);

    /** The gradient: the inverse rotation, in place on dx. */
    void rotateBack(Stream stream, Matrix dx, int headDim, Matrix table, Ints position);
}
