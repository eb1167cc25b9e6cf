package dev.braid.jobs.sched.pages;

import java.util.BitSet;

/** The free pages of a KV pool. Used by the engine's thread alone. */
public final class PageAllocator {
    private final int[] free;
    private final BitSet taken;
    private int available;

    public PageAllocator(int pages) {
        free = new int[pages];
        taken = new BitSet(pages);
        available = pages;
        for (int i = 0; i < pages; i++) {
            free[i] = pages - 1 - i;
        }
    }

    public int total() {
        return free.length;
    }

    public int available() {
        return available;
    }

    /** Takes {@code count} pages, which must be available. */
    public int[] allocate(int count) {
        if (count < 0 || count > available) {
            throw new IllegalArgumentException(
                    count + " pages asked for, " + available + " of " + total() + " are free");
        }
        int[] pages = new int[count];
        for (int i = 0; i < count; i++) {
            pages[i] = free[--available];
            taken.set(pages[i]);
        }
        return pages;
    }

    /** Gives pages back; each must be taken. */
    public void release(int[] pages) {
        for (int page : pages) {
            if (!taken.get(page)) {
                throw new IllegalArgumentException("page " + page + " is released but was not taken");
            }
            taken.clear(page);
            free[available++] = page;
        }
    }
}
