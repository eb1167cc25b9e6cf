package dev.braid.ops.attention;

/** Keys and values of all layers in pages of {@link #PAGE_TOKENS} tokens; the layout belongs to its {@link Attention}. */
public interface KvPool {
    /** Tokens in one page. */
    int PAGE_TOKENS = 16;

    KvShape shape();
}
