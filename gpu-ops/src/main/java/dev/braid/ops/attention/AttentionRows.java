package dev.braid.ops.attention;

import dev.braid.ops.memory.Ints;

/**
 * Where each token row of a batch stands: the query in row r belongs to the sequence in {@code slot[r]}, has absolute
 * position {@code position[r]} there, and sees the keys {@code [firstKey[r], position[r]]}. A sliding window or the
 * start of a packed sample is expressed by {@code firstKey}.
 */
public record AttentionRows(Ints slot, Ints position, Ints firstKey) {
    public AttentionRows {
        if (slot.count() != position.count() || slot.count() != firstKey.count()) {
            throw new IllegalArgumentException("slot, position and firstKey must have one entry per row, got "
                    + slot.count() + ", " + position.count() + ", " + firstKey.count());
        }
    }

    public int count() {
        return slot.count();
    }

    /** Rows {@code [from, from + count)}. */
    public AttentionRows slice(int from, int count) {
        return new AttentionRows(slot.slice(from, count), position.slice(from, count), firstKey.slice(from, count));
    }
}
