package dev.braid.ops.embedding;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;

/**
 * Sums rows of a table {@code [vocabulary, dim]}: each row of y {@code [bags, dim]} is the sum of the rows that a bag of
 * ids names. The ids are {@code [bags, bagSize]}, bag by bag; one that is {@link #NO_ROW} adds nothing, so bags of
 * several sizes are filled up with it, and an empty bag's sum is zero.
 *
 * <p>Order of summation: a bag's sum is one chain from zero over its ids as they lie there; the gradient of a row of the
 * table is one chain over bags descending, and within a bag over ids from last to first, continued from the value found
 * there.
 */
public interface EmbeddingBag {
    /** The id that names no row. */
    int NO_ROW = -1;

    /** y is overwritten; an id that is neither a row of the table nor {@link #NO_ROW} is refused when this runs. */
    void forward(Stream stream, Matrix table, Ints ids, int bagSize, Matrix y);

    /** dTable is added to: {@code dTable[id] += dy[bag]} for every id of every bag. Refuses ids as forward does. */
    void gradTable(Stream stream, Ints ids, int bagSize, Matrix dy, Matrix dTable);
}
