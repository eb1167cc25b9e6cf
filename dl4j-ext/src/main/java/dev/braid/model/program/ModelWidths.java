package dev.braid.model.program;

import dev.braid.ops.attention.KvShape;

/**
 * The sizes of a decoder that its memory depends on.
 *
 * @param window keys that a query sees at most
 */
public record ModelWidths(int layers, int hidden, int vocabulary, int kvHeads, int headDim, int window) {
    /** Elements of one token's keys in one layer. */
    public int keyValue() {
        return kvHeads * headDim;
    }

    KvShape kvShape(int pages) {
        return new KvShape(layers, pages, kvHeads, headDim);
    }
}
