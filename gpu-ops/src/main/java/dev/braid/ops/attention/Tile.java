package dev.braid.ops.attention;

import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Matrix;

/**
 * Up to eight queries of one sequence and one key/value head, and the range of keys that each sees, counted from the
 * first block of sixteen that any of them sees. Belongs to one thread and is filled anew for each task.
 */
final class Tile {
    final int[] row = new int[TileProduct.ROWS];
    final int[] head = new int[TileProduct.ROWS];
    final int[] low = new int[TileProduct.ROWS];
    final int[] high = new int[TileProduct.ROWS];
    /** Queries. */
    int size;
    /** The block of keys at which all counting starts. */
    int firstBlock;
    /** Blocks that any query sees. */
    int blocks;

    void clear() {
        size = 0;
    }

    void add(AttentionRows rows, int queryRow, int queryHead) {
        row[size] = queryRow;
        head[size] = queryHead;
        low[size] = rows.firstKey().get(queryRow);
        high[size] = rows.position().get(queryRow);
        size++;
    }

    /** Called after the last {@link #add}: counts keys from the first block that is seen. */
    void close() {
        int lowest = Integer.MAX_VALUE;
        int highest = 0;
        for (int i = 0; i < size; i++) {
            lowest = Math.min(lowest, low[i]);
            highest = Math.max(highest, high[i]);
        }
        firstBlock = lowest / KvPool.PAGE_TOKENS;
        blocks = highest / KvPool.PAGE_TOKENS - firstBlock + 1;
        for (int i = 0; i < size; i++) {
            low[i] -= firstBlock * KvPool.PAGE_TOKENS;
            high[i] -= firstBlock * KvPool.PAGE_TOKENS;
        }
    }

    /** The first key that all queries see. */
    int commonLow() {
        int common = 0;
        for (int i = 0; i < size; i++) {
            common = Math.max(common, low[i]);
        }
        return common;
    }

    /** The last key that all queries see; below {@link #commonLow} if there is none. */
    int commonHigh() {
        int common = Integer.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            common = Math.min(common, high[i]);
        }
        return common;
    }

    /** Copies the queries' heads of {@code m} to {@code packed} {@code [headDim, 8]}. */
    void pack(Matrix m, int headDim, float[] packed) {
        HostBuffer buffer = m.host();
        for (int i = 0; i < size; i++) {
            long from = m.rowOffset(row[i]) + (long) head[i] * headDim;
            for (int d = 0; d < headDim; d++) {
                packed[d * TileProduct.ROWS + i] = buffer.getFloat(from + d);
            }
        }
    }
}
