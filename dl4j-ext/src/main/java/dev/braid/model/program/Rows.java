package dev.braid.model.program;

import dev.braid.ops.attention.AttentionRows;
import dev.braid.ops.attention.PageTables;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Ints;

/**
 * What operators need to know about the token rows that they run on, one entry per row.
 *
 * @param id token
 * @param label id that the row must predict, or ignored
 * @param rotary position for RoPE: counted from the start of the row's own text
 * @param adapter slot of the {@link AdapterBank}, or -1
 * @param sample key of the dropout mask, or -1 for no dropout
 */
record Rows(AttentionRows attention, PageTables tables, Ints id, Ints label, Ints rotary, Ints adapter, Ints sample) {

    int count() {
        return attention.count();
    }

    Rows slice(int from, int count) {
        return new Rows(
                attention.slice(from, count),
                tables,
                id.slice(from, count),
                label.slice(from, count),
                rotary.slice(from, count),
                adapter.slice(from, count),
                sample.slice(from, count));
    }

    /** Entries for {@code rows} rows and page tables for {@code sequences} sequences, all zero. */
    static Rows allocate(Arena arena, String name, int rows, int sequences, int pagesPerSequence) {
        return new Rows(
                new AttentionRows(
                        arena.ints(name + " slot", rows),
                        arena.ints(name + " position", rows),
                        arena.ints(name + " first key", rows)),
                new PageTables(arena.ints(name + " pages", sequences * pagesPerSequence), pagesPerSequence),
                arena.ints(name + " id", rows),
                arena.ints(name + " label", rows),
                arena.ints(name + " rotary", rows),
                arena.ints(name + " adapter", rows),
                arena.ints(name + " sample", rows));
    }

    /** The first key that {@code position} sees when its text begins at {@code textStart}. */
    static int firstVisible(int position, int textStart, int window) {
        return position - textStart < window ? textStart : position - window + 1;
    }

    static long bytes(int rows, int sequences, int pagesPerSequence) {
        return Integer.BYTES * (8L * rows + (long) sequences * pagesPerSequence);
    }
}
