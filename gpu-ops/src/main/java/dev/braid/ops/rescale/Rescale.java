package dev.braid.ops.rescale;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import java.util.List;

/** Products of the elements of each row with those of its adapter's vector {@code [1, cols]}. */
public interface Rescale {
    /**
     * y = x l by element, where l is the vector of the row's adapter; rows without one are copied.
     *
     * @param slot of each row into {@code bank}, or -1
     * @param bank null entries are adapters that leave x alone
     */
    void forward(Stream stream, Matrix x, Ints slot, List<Matrix> bank, Matrix y);

    /** dx = dy l by element, one adapter for all rows. */
    void gradInput(Stream stream, Matrix dy, Matrix l, Matrix dx);

    /** dl += the sum of dy x by element over rows, descending. */
    void gradVector(Stream stream, Matrix dy, Matrix x, Matrix dl);
}
