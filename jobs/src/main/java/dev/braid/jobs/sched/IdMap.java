package dev.braid.jobs.sched;

import java.util.ArrayList;
import java.util.List;

/**
 * Values by id, looked up many times a step: neither keys nor entries are objects. Open addressing with linear probing.
 * Used by one thread.
 */
public final class IdMap<V> {
    private static final int LEAST = 16;

    private long[] keys = new long[LEAST];
    private Object[] values = new Object[LEAST];
    private int size;

    public int size() {
        return size;
    }

    /** The value of an id, or null. */
    @SuppressWarnings("unchecked")
    public V get(long id) {
        return (V) values[slot(id)];
    }

    /** Sets the value of an id, which must not be null. */
    public void put(long id, V value) {
        int slot = slot(id);
        if (values[slot] == null && 2 * ++size > values.length) {
            grow();
            slot = slot(id);
        }
        keys[slot] = id;
        values[slot] = value;
    }

    private void grow() {
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new Object[2 * oldKeys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    /** Removes an id; returns its value, or null. */
    @SuppressWarnings("unchecked")
    public V remove(long id) {
        int hole = slot(id);
        V removed = (V) values[hole];
        if (removed == null) {
            return null;
        }
        size--;
        values[hole] = null;
        // Those behind move up, unless the hole lies before the place where their search begins.
        for (int i = next(hole); values[i] != null; i = next(i)) {
            int home = home(keys[i]);
            if ((i - home & mask()) >= (i - hole & mask())) {
                keys[hole] = keys[i];
                values[hole] = values[i];
                values[i] = null;
                hole = i;
            }
        }
        return removed;
    }

    /** All values, in no order. */
    @SuppressWarnings("unchecked")
    public List<V> values() {
        List<V> all = new ArrayList<>();
        for (Object value : values) {
            if (value != null) {
                all.add((V) value);
            }
        }
        return all;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Where an id stands, or the empty slot where it would. */
    private int slot(long id) {
        int slot = home(id);
        while (values[slot] != null && keys[slot] != id) {
            slot = next(slot);
        }
        return slot;
    }

    private int home(long id) {
        return (int) (id * 0x9E3779B97F4A7C15L >>> 32) & mask();
    }

    private int next(int slot) {
        return slot + 1 & mask();
    }

    private int mask() {
        return values.length - 1;
    }
}
