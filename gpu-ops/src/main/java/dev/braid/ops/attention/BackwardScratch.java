package dev.braid.ops.attention;

import dev.braid.ops.memory.DataType;
import dev.braid.ops.memory.HostArena;
import dev.braid.ops.memory.HostBuffer;

/**
 * What the threads of one backward window share: its keys and values in the layouts that the gradients need, and the
 * probabilities and score gradients of a group of rows. Grows to the largest window seen and is then reused; its
 * layout is set by one thread between parallel phases.
 *
 * <p>Queries of a group are numbered rows descending, then heads ascending: the order of a key's gradient.
 */
final class BackwardScratch {
    /** The most elements that probabilities may take, unless one row needs more. */
    private static final int BUDGET = 4 << 20;

    private static final int MOST_ROWS = 64;

    float[] p = new float[0];
    float[] ds = new float[0];
    /** {@code [kvHead][key][width]}. */
    HostBuffer keyRows;
    /** {@code [kvHead][block][headDim][16]}. */
    HostBuffer valueColumns;
    /** {@code [kvHead][query][width]}. */
    HostBuffer queryRows;
    /** {@code [kvHead][query][width]}. */
    HostBuffer gradientRows;
    /** The block of keys at which the window's first query begins to see. */
    int firstBlock;

    int blocks;
    /** Elements of a row of p and ds. */
    int stride;
    /** Elements of a row of keys, queries or gradients. */
    int width;
    /** Rows of a group. */
    int groupRows;
    /** Queries that one key/value head has room for. */
    int queries;

    private HostArena arena;
    private long keyRoom;
    private long queryRoom;

    void layOut(BackwardCall call) {
        int last = call.rows().position().get(call.rows().count() - 1);
        int lowest = last;
        for (int r = 0; r < call.rows().count(); r++) {
            lowest = Math.min(lowest, call.rows().firstKey().get(r));
        }
        firstBlock = lowest / KvPool.PAGE_TOKENS;
        blocks = last / KvPool.PAGE_TOKENS - firstBlock + 1;
        stride = Strides.scores(blocks);
        width = TileProduct.padded(call.headDim());
        long perRow = (long) call.lse().cols() * stride;
        groupRows = (int) Math.max(1, Math.min(Math.min(MOST_ROWS, call.rows().count()), BUDGET / perRow));
        int used = groupRows * call.groupHeads();
        queries = (used + TileProduct.ROWS - 1) / TileProduct.ROWS * TileProduct.ROWS;
        reserve(call.kvHeads());
    }

    private void reserve(int kvHeads) {
        int scores = Math.multiplyExact(Math.multiplyExact(kvHeads, queries), stride);
        if (p.length < scores) {
            p = new float[scores];
            ds = new float[scores];
        }
        long keyElements = (long) kvHeads * blocks * KvPool.PAGE_TOKENS * width;
        long queryElements = (long) kvHeads * queries * width;
        if (keyElements > keyRoom || queryElements > queryRoom) {
            grow(Math.max(keyElements, keyRoom), Math.max(queryElements, queryRoom));
        }
    }

    private void grow(long keyElements, long queryElements) {
        if (arena != null) {
            arena.close();
        }
        arena = new HostArena("attention gradients", 2 * (keyElements + queryElements) * Float.BYTES);
        keyRows = arena.allocate("keys", DataType.FLOAT32, keyElements);
        valueColumns = arena.allocate("values", DataType.FLOAT32, keyElements);
        queryRows = arena.allocate("queries", DataType.FLOAT32, queryElements);
        gradientRows = arena.allocate("gradients", DataType.FLOAT32, queryElements);
        keyRoom = keyElements;
        queryRoom = queryElements;
    }

    /** The first element of a row of {@link #keyRows}. */
    long keyRow(int kvHead, int key) {
        return ((long) kvHead * blocks * KvPool.PAGE_TOKENS + key) * width;
    }

    /** The first element of a block of {@link #valueColumns}. */
    long valueBlock(int kvHead, int block, int headDim) {
        return ((long) kvHead * blocks + block) * KvPool.PAGE_TOKENS * headDim;
    }

    /** The first element of a row of {@link #queryRows} and {@link #gradientRows}. */
    long queryRow(int kvHead, int query) {
        return ((long) kvHead * queries + query) * width;
    }

    /** The first element of a row of {@link #p} and {@link #ds}. */
    int scoreRow(int kvHead, int query) {
        return (kvHead * queries + query) * stride;
    }

    /** Copies one page's keys and values of one head to the layouts that gradients need. */
    void turn(BackwardCall call, int kvHead, int block) {
        int slot = call.rows().slot().get(0);
        int page = AttentionShapes.page(call.pool().shape(), call.tables(), slot, firstBlock + block);
        HostBuffer from = call.pool().layers()[call.layer()];
        long keys = call.pool().keys(page, kvHead);
        long values = call.pool().values(page, kvHead);
        long keyTo = keyRow(kvHead, block * KvPool.PAGE_TOKENS);
        long valueTo = valueBlock(kvHead, block, call.headDim());
        for (int key = 0; key < KvPool.PAGE_TOKENS; key++) {
            for (int d = 0; d < call.headDim(); d++) {
                keyRows.setFloat(
                        keyTo + (long) key * width + d, from.getFloat(keys + (long) d * KvPool.PAGE_TOKENS + key));
                valueColumns.setFloat(
                        valueTo + (long) d * KvPool.PAGE_TOKENS + key,
                        from.getFloat(values + (long) key * call.headDim() + d));
            }
        }
    }
}
