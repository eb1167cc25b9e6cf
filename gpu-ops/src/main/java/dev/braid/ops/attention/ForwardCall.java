package dev.braid.ops.attention;

import dev.braid.ops.memory.Matrix;

/** The operands of one {@link Attention#forward}. */
record ForwardCall(
        BlockPool pool, int layer, PageTables tables, AttentionRows rows, Matrix q, Matrix out, Matrix lse) {}
