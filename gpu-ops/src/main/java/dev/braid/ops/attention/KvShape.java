package dev.braid.ops.attention;

/**
 * The size of a {@link KvPool}.
 *
 * @param layers decoder layers that share the page numbering
 * @param pages pages per layer
 * @param kvHeads key/value heads
 * @param headDim elements of one head
 */
public record KvShape(int layers, int pages, int kvHeads, int headDim) {
    public KvShape {
        if (layers < 1 || pages < 1 || kvHeads < 1 || headDim < 1) {
            throw new IllegalArgumentException("layers, pages, kvHeads and headDim must be at least 1, got " + layers
                    + ", " + pages + ", " + kvHeads + ", " + headDim);
        }
    }

    /** Bytes of the keys and values of one page in all layers. */
    public long pageBytes() {
        return 2L * layers * KvPool.PAGE_TOKENS * kvHeads * headDim * Float.BYTES;
    }
}
