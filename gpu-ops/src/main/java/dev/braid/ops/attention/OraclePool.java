package dev.braid.ops.attention;

import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Matrix;

/**
 * The pool of {@link AttentionOracle}: per layer plain matrices {@code [pages * 16, kvHeads * headDim]} of keys and of
 * values, a page being sixteen rows.
 */
record OraclePool(KvShape shape, Matrix[] keys, Matrix[] values) implements KvPool {
    static OraclePool allocate(Arena arena, KvShape shape) {
        Matrix[] keys = new Matrix[shape.layers()];
        Matrix[] values = new Matrix[shape.layers()];
        for (int layer = 0; layer < shape.layers(); layer++) {
            keys[layer] = matrix(arena, "keys of layer " + layer, shape);
            values[layer] = matrix(arena, "values of layer " + layer, shape);
        }
        return new OraclePool(shape, keys, values);
    }

    private static Matrix matrix(Arena arena, String name, KvShape shape) {
        return arena.matrix(name, shape.pages() * PAGE_TOKENS, shape.kvHeads() * shape.headDim());
    }

    static OraclePool of(KvPool pool) {
        if (pool instanceof OraclePool own) {
            return own;
        }
        throw new IllegalArgumentException("pool is a " + pool.getClass().getSimpleName()
                + ", but this Attention reads pools that its own allocate made");
    }
}
