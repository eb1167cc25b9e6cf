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

    /** Adds {@code count} elements of a row of {@code m} to those of a row of {@code into}, both from {@code col}. */
    public static void add(Matrix m, int row, Matrix into, int intoRow, int col, int count) {
        HostBuffer source = m.host();
        HostBuffer target = into.host();
        long from = m.rowOffset(row) + col;
        long to = into.rowOffset(intoRow) + col;
        int vectors = count - count % Lanes.COUNT;
        addVectors(source.lanes(), from << 2, target.lanes(), to << 2, vectors);
        for (int i = vectors; i < count; i++) {
            target.setFloat(to + i, target.getFloat(to + i) + source.getFloat(from + i));
        }
    }

    /** Sets elements {@code [col, col + count)} of a row. */
    public static void fill(Matrix m, int row, int col, int count, float value) {
        HostBuffer buffer = m.host();
        long to = m.rowOffset(row) + col;
        int vectors = count - count % Lanes.COUNT;
        fillVectors(buffer.lanes(), to << 2, vectors, value);
        for (int i = vectors; i < count; i++) {
            buffer.setFloat(to + i, value);
        }
    }

    private static void addVectors(Object source, long from, Object target, long to, int count) {
        for (int i = 0; i < count; i += Lanes.COUNT) {
            long bytes = (long) i << 2;
            Lanes.store(Lanes.load(target, to + bytes).add(Lanes.load(source, from + bytes)), target, to + bytes);
        }
    }

    private static void fillVectors(Object target, long to, int count, float value) {
        for (int i = 0; i < count; i += Lanes.COUNT) {
            Lanes.store(FloatVector.broadcast(Lanes.SPECIES, value), target, to + ((long) i << 2));
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
