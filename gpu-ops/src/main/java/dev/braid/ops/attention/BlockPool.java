package dev.braid.ops.attention;

import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.DataType;
import dev.braid.ops.memory.HostBuffer;

/**
 * The pool of {@link AttentionVector}: per layer one buffer, values {@code [page][kvHead][16][headDim]}, then keys
 * {@code [page][kvHead][headDim][16]}. Sixteen keys lie side by side so that vectors hold one score of each; values
 * come first because vectors may read past the end of a row of values, never past keys.
 */
record BlockPool(KvShape shape, HostBuffer[] layers) implements KvPool {
    static BlockPool allocate(Arena arena, KvShape shape) {
        HostBuffer[] layers = new HostBuffer[shape.layers()];
        for (int layer = 0; layer < layers.length; layer++) {
            String name = "keys and values of layer " + layer;
            layers[layer] = HostBuffer.of(arena.allocate(name, DataType.FLOAT32, 2 * keys(shape)));
        }
        return new BlockPool(shape, layers);
    }

    static BlockPool of(KvPool pool) {
        if (pool instanceof BlockPool own) {
            return own;
        }
        throw new IllegalArgumentException("pool is a " + pool.getClass().getSimpleName()
                + ", but this Attention reads pools that its own allocate made");
    }

    private static long keys(KvShape shape) {
        return (long) shape.pages() * shape.kvHeads() * PAGE_TOKENS * shape.headDim();
    }

    /** The first element of the values {@code [16, headDim]} of a page and head. */
    long values(int page, int kvHead) {
        return ((long) page * shape.kvHeads() + kvHead) * PAGE_TOKENS * shape.headDim();
    }

    /** The first element of the keys {@code [headDim, 16]} of a page and head. */
    long keys(int page, int kvHead) {
        return keys(shape) + values(page, kvHead);
    }
}
