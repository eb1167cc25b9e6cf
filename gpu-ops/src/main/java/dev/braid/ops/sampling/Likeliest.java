package dev.braid.ops.sampling;

import java.util.Arrays;

/**
 * The k largest of many values, found with a heap of k; among equals the lower id comes first. Its arrays are reused
 * from call to call; used by one thread.
 */
final class Likeliest {
    private float[] values;
    private int[] ids = new int[64];
    private int count;

    /** Selects from {@code values[0 .. total)}; the result stands until the next call. */
    void select(float[] values, int total, int k) {
        this.values = values;
        count = Math.min(k, total);
        if (ids.length < count) {
            ids = new int[Math.max(count, 2 * ids.length)];
        }
        for (int i = 0; i < count; i++) {
            ids[i] = i;
        }
        for (int i = count / 2 - 1; i >= 0; i--) {
            siftDown(i, count);
        }
        for (int id = count; id < total && count > 0; id++) {
            if (comesBefore(id, ids[0])) {
                ids[0] = id;
                siftDown(0, count);
            }
        }
    }

    /** How many were selected. */
    int count() {
        return count;
    }

    int id(int index) {
        return ids[index];
    }

    /** Puts the likeliest first. */
    void sortByValue() {
        for (int end = count - 1; end > 0; end--) {
            swap(0, end);
            siftDown(0, end);
        }
    }

    /** Keeps the first {@code kept} as they now stand and puts them in ascending order of id. */
    void keepById(int kept) {
        count = kept;
        Arrays.sort(ids, 0, kept);
    }

    private boolean comesBefore(int a, int b) {
        return values[a] > values[b] || values[a] == values[b] && a < b;
    }

    /** The heap's root is the one that comes last. */
    private void siftDown(int from, int size) {
        int at = from;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && comesBefore(ids[child], ids[child + 1])) {
                child++;
            }
            if (!comesBefore(ids[at], ids[child])) {
                return;
            }
            swap(at, child);
            at = child;
        }
    }

    private void swap(int a, int b) {
        int held = ids[a];
        ids[a] = ids[b];
        ids[b] = held;
    }
}
