package dev.braid.ops.pointwise;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;

/** Elementwise plumbing; all matrices of one call have the same shape unless stated. */
public interface Pointwise {
    /** y = a + b; y may be a or b. */
    void add(Stream stream, Matrix a, Matrix b, Matrix y);

    void copy(Stream stream, Matrix x, Matrix y);

    /** y[i] = x[rows[i]] for every row of y. */
    void gather(Stream stream, Matrix x, Ints rows, Matrix y);

    void fill(Stream stream, Matrix y, float value);
}
