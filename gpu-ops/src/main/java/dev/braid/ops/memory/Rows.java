package dev.braid.ops.memory;

import jdk.incubator.vector.FloatVector;

/** Copies pieces of matrix rows between device memory and arrays that a kernel works on. */
public final class Rows {
    private Rows() {}

    /** Copies elements {@code [col, col + count)} of a row to {@code into[at ...]}. */
    public static void read(Matrix m, int row, int col, int count, float[] into, int at) {
        HostBuffer buffer = m.host();
        long from = m.rowOffset(row) + col;
        int vectors = count - count % Lanes.COUNT;
        readVectors(buffer.lanes(), from << 2, vectors, into, at);
        for (int i = vectors; i < count; i++) {
            into[at + i] = buffer.getFloat(from + i);
        }
    }

    /** Copies {@code from[at ...]} to elements {@code [col, col + count)} of a row. */
    public static void write(float[] from, int at, Matrix m, int row, int col, int count) {
        HostBuffer buffer = m.host();
        long to = m.rowOffset(row) + col;
        int vectors = count - count % Lanes.COUNT;
        writeVectors(from, at, buffer.lanes(), to << 2, vectors);
        for (int i = vectors; i < count; i++) {
            buffer.setFloat(to + i, from[at + i]);
        }
    }

    /** Copies elements {@code [col, col + count)} of a row to elements {@code to ...} of another buffer. */
    public static void copy(Matrix m, int row, int col, int count, HostBuffer into, long to) {
        HostBuffer buffer = m.host();
        long from = m.rowOffset(row) + col;
        int vectors = count - count % Lanes.COUNT;
        copyVectors(buffer.lanes(), from << 2, into.lanes(), to << 2, vectors);
        for (int i = vectors; i < count; i++) {
            into.setFloat(to + i, buffer.getFloat(from + i));
        }
    }

    /** Adds elements {@code [col, col + count)} of a row to {@code into[at ...]}. */
    public static void addTo(float[] into, int at, Matrix m, int row, int col, int count) {
        HostBuffer buffer = m.host();
        long from = m.rowOffset(row) + col;
        int vectors = count - count % Lanes.COUNT;
        addVectors(into, at, buffer.lanes(), from << 2, vectors);
        for (int i = vectors; i < count; i++) {
            into[at + i] += buffer.getFloat(from + i);
        }
    }

    private static void copyVectors(Object source, long from, Object target, long to, int count) {
        for (int i = 0; i < count; i += Lanes.COUNT) {
            Lanes.store(Lanes.load(source, from + ((long) i << 2)), target, to + ((long) i << 2));
        }
    }

    private static void addVectors(float[] into, int at, Object lanes, long offset, int count) {
        for (int i = 0; i < count; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.SPECIES, into, at + i)
                    .add(Lanes.load(lanes, offset + ((long) i << 2)))
                    .intoArray(into, at + i);
        }
    }

    private static void readVectors(Object lanes, long offset, int count, float[] into, int at) {
        for (int i = 0; i < count; i += Lanes.COUNT) {
            Lanes.load(lanes, offset + ((long) i << 2)).intoArray(into, at + i);
        }
    }

    private static void writeVectors(float[] from, int at, Object lanes, long offset, int count) {
        for (int i = 0; i < count; i += Lanes.COUNT) {
            Lanes.store(FloatVector.fromArray(Lanes.SPECIES, from, at + i), lanes, offset + ((long) i << 2));
        }
    }
}
