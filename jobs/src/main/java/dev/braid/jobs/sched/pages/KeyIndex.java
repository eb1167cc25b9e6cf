package dev.braid.jobs.sched.pages;

import java.util.Arrays;

/**
 * Pages by their key: slots of page numbers, open addressing with linear probing, at most half full. Allocates nothing
 * once it is made. Used by the owner of the pages.
 */
final class KeyIndex {
    private static final int EMPTY = -1;

    private final PageKey[] keys;
    private final int[] slots;

    /** @param keys of all pages, kept by the caller; a page's key must not change while it is in the index */
    KeyIndex(PageKey[] keys) {
        this.keys = keys;
        this.slots = new int[Math.max(4, Integer.highestOneBit(Math.max(1, keys.length)) * 4)];
        Arrays.fill(slots, EMPTY);
    }

    /** The page with this key, or -1. */
    int find(PageKey key) {
        return slots[slot(key)];
    }

    /** Adds a page, whose key no other page in the index has. */
    void add(int page) {
        slots[slot(keys[page])] = page;
    }

    void remove(int page) {
        int hole = slot(keys[page]);
        slots[hole] = EMPTY;
        // Those behind move up, unless the hole lies before the place where their search begins.
        for (int i = next(hole); slots[i] != EMPTY; i = next(i)) {
            int home = home(keys[slots[i]]);
            if ((i - home & mask()) >= (i - hole & mask())) {
                slots[hole] = slots[i];
                slots[i] = EMPTY;
                hole = i;
            }
        }
    }

    private int slot(PageKey key) {
        int slot = home(key);
        while (slots[slot] != EMPTY && !keys[slots[slot]].equals(key)) {
            slot = next(slot);
        }
        return slot;
    }

    /** Keys are digests: any of their bits will do. */
    private int home(PageKey key) {
        return (int) key.low() & mask();
    }

    private int next(int slot) {
        return slot + 1 & mask();
    }

    private int mask() {
        return slots.length - 1;
    }
}
