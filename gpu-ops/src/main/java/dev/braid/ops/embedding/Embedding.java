package dev.braid.ops.embedding;

import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;

/** Looks up rows of a table {@code [vocabulary, hidden]} by token id. */
public interface Embedding {
    void forward(Stream stream, Ints ids, Matrix table, Matrix y);

    /** dTable[ids[r]] += dy[r] over rows descending. */
    void gradTable(Stream stream, Ints ids, Matrix dy, Matrix dTable);
}
