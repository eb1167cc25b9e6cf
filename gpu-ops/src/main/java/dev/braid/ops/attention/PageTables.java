package dev.braid.ops.attention;

import dev.braid.ops.memory.Ints;

/**
 * Page tables of the sequences of a batch: entry {@code slot * pagesPerSlot + p} is the pool page that holds positions
 * {@code [p * 16, p * 16 + 16)} of the sequence in {@code slot}.
 */
public record PageTables(Ints pages, int pagesPerSlot) {
    public PageTables {
        if (pagesPerSlot < 1 || pages.count() % pagesPerSlot != 0) {
            throw new IllegalArgumentException(
                    "pagesPerSlot " + pagesPerSlot + " must divide the table's " + pages.count() + " entries");
        }
    }

    /** The pool page of position {@code position} of the sequence in {@code slot}. */
    public int page(int slot, int position) {
        return pages.get(slot * pagesPerSlot + position / KvPool.PAGE_TOKENS);
    }
}
