package dev.braid.model.program;

import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Ints;

/**
 * The token rows of one forward pass: decode rows, prefill chunks and training windows, one after another. Filled by
 * the executor's thread between passes.
 */
public final class TokenBatch {
    private final Rows rows;
    private final int maxSequences;
    private final int window;
    private int count;
    private int sequences;

    TokenBatch(Arena arena, ExecutorSizes sizes, int window) {
        this.rows = Rows.allocate(arena, "batch", sizes.batchRows(), sizes.sequences(), sizes.pagesPerSequence());
        this.maxSequences = sizes.sequences();
        this.window = window;
    }

    /** Empties the batch. */
    public void clear() {
        count = 0;
        sequences = 0;
    }

    /**
     * Adds a sequence's page table.
     *
     * @param pages pool pages in order; the first {@code pageCount} are read
     * @return the slot for {@link #addRow}
     */
    public int addSequence(int[] pages, int pageCount) {
        Ints table = rows.tables().pages();
        int perSlot = rows.tables().pagesPerSlot();
        if (sequences == maxSequences || pageCount > perSlot) {
            throw new IllegalArgumentException("sequence " + sequences + " with " + pageCount + " pages does not fit: "
                    + maxSequences + " sequences of " + perSlot + " pages at most");
        }
        for (int i = 0; i < pageCount; i++) {
            table.set(sequences * perSlot + i, pages[i]);
        }
        return sequences++;
    }

    /**
     * Adds a token row.
     *
     * @param slot from {@link #addSequence}
     * @param id token
     * @param position absolute, in the sequence
     * @param firstKey first position that it sees when there is no sliding window
     * @param adapter slot of the adapter bank, or -1
     * @param sample dropout key, or -1
     * @return the row's number
     */
    public int addRow(int slot, int id, int position, int firstKey, int adapter, int sample) {
        rows.attention().slot().set(count, slot);
        rows.attention().position().set(count, position);
        rows.attention().firstKey().set(count, Rows.firstVisible(position, firstKey, window));
        rows.id().set(count, id);
        rows.rotary().set(count, position - firstKey);
        rows.adapter().set(count, adapter);
        rows.sample().set(count, sample);
        return count++;
    }

    /** Rows so far. */
    public int rows() {
        return count;
    }

    Rows view() {
        return rows.slice(0, count);
    }
}
