package dev.braid.ops.gemm;

import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs a block of a matrix for {@link SlabTile} with its rows in descending order, the order in which gradients are
 * summed. A row's piece is read in one go, since rows may lie a page apart.
 */
final class Descending {
    private static final VectorSpecies<Float> F = Lanes.SPECIES;
    private static final int W = Lanes.COUNT;
    private Descending() {}

    /**
     * Columns {@code [col, col + count)} of rows {@code last, last - 1, ...} as rows of tiles, times {@code scale}: step p of
     * the tile that begins at column c lies at {@code c * PASS + p * ROWS}. Zeros fill the last tile.
     */
    static void copyTiles(
            Matrix m, int last, int rows, int col, int count, float scale, float[] line, float[] into) {
        int whole = Blocking.ceilDiv(count, SlabTile.ROWS) * SlabTile.ROWS;
        Arrays.fill(line, count, whole, 0);
        for (int p = 0; p < rows; p++) {
            Rows.read(m, last - p, col, count, line, 0);
            for (int c = 0; c < whole; c += SlabTile.ROWS) {
                int to = c * Blocking.PASS + p * SlabTile.ROWS;
                into[to] = scale * line[c];
                into[to + 1] = scale * line[c + 1];
                into[to + 2] = scale * line[c + 2];
                into[to + 3] = scale * line[c + 3];
            }
        }
    }

    /**
     * Columns {@code [col, col + count)} of rows {@code last, last - 1, ...} as columns of tiles: step p of the tile that
     * begins at column c lies at {@code c * PASS + p * COLUMNS}. Zeros fill the last tile.
     */
    static void copyPairs(Matrix m, int last, int rows, int col, int count, float[] line, float[] into) {
        int whole = Blocking.ceilDiv(count, SlabTile.COLUMNS) * SlabTile.COLUMNS;
        Arrays.fill(line, count, whole, 0);
        for (int p = 0; p < rows; p++) {
            Rows.read(m, last - p, col, count, line, 0);
            for (int c = 0; c < whole; c += SlabTile.COLUMNS) {
                int to = c * Blocking.PASS + p * SlabTile.COLUMNS;
                FloatVector.fromArray(F, line, c).intoArray(into, to);
                FloatVector.fromArray(F, line, c + W).intoArray(into, to + W);
            }
        }
    }
}
