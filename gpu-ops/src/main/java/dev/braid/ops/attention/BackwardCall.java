package dev.braid.ops.attention;

import dev.braid.ops.memory.Matrix;

/** The operands of one {@link Attention#backward}. */
record BackwardCall(
        BlockPool pool,
        int layer,
        PageTables tables,
        AttentionRows rows,
        Matrix q,
        Matrix lse,
        Matrix dOut,
        Matrix dq,
        Matrix dk,
        Matrix dv) {
    int headDim() {
        return pool.shape().headDim();
    }

    int kvHeads() {
        return pool.shape().kvHeads();
    }

    /** Query heads that share a key/value head. */
    int groupHeads() {
        return lse.cols() / kvHeads();
    }
}
