package dev.braid.model.program;

import dev.braid.ops.attention.KvPool;
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
    private final int[] pageCounts;
    private int count;
    private int sequences;

    TokenBatch(Arena arena, ExecutorSizes sizes, int window) {
        this.rows = Rows.allocate(arena, "batch", sizes.batchRows(), sizes.sequences(), sizes.pagesPerSequence());
        this.maxSequences = sizes.sequences();
        this.window = window;
        this.pageCounts = new int[maxSequences];
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
        pageCounts[sequences] = pageCount;
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
     * @throws IllegalArgumentException when the batch is full or the row stands outside its sequence
     */
    public int addRow(int slot, int id, int position, int firstKey, int adapter, int sample) {
        requireRow(slot, position, firstKey);
        rows.attention().slot().set(count, slot);
        rows.attention().position().set(count, position);
        rows.attention().firstKey().set(count, Rows.firstVisible(position, firstKey, window));
        rows.id().set(count, id);
        rows.rotary().set(count, position - firstKey);
        rows.adapter().set(count, adapter);
        rows.sample().set(count, sample);
        return count++;
    }

    private void requireRow(int slot, int position, int firstKey) {
        if (count == rows.count()) {
            throw new IllegalArgumentException("row " + count + " does not fit: the batch holds at most " + count
                    + " rows; run it before adding more");
        }
        if (slot < 0 || slot >= sequences) {
            throw new IllegalArgumentException("row " + count + " has slot " + slot + ", must be in [0, " + sequences
                    + "), the sequences of this batch");
        }
        int positions = pageCounts[slot] * KvPool.PAGE_TOKENS;
        if (position < 0 || position >= positions) {
            throw new IllegalArgumentException("row " + count + " has position " + position + ", must be in [0, "
                    + positions + "), which the " + pageCounts[slot] + " pages of slot " + slot + " hold");
        }
        if (firstKey < 0 || firstKey > position) {
            throw new IllegalArgumentException(
                    "row " + count + " has firstKey " + firstKey + ", must be in [0, " + position + "], its position");
        }
    }

    /** Rows so far. */
    public int rows() {
        return count;
    }

    Rows view() {
        return rows.slice(0, count);
    }
}
