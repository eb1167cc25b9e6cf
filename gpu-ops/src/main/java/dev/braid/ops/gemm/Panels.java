package dev.braid.ops.gemm;

import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.DataType;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;

/**
 * A packed right operand {@code [depth, columns]}: panels of 32 columns, {@code [columns/32][depth][32]}, so that a
 * kernel reads it front to back. Columns that pad the last panel stay zero.
 */
public record Panels(HostBuffer memory, int depth, int columns) {
    /** Steps of the depth that are transposed together, so that the panel's piece stays in the first-level cache. */
    private static final int TRANSPOSED_STEPS = 64;

    /** Zeroed panels in memory of {@code arena}. */
    public static Panels allocate(Arena arena, String name, int depth, int columns) {
        return new Panels(
                HostBuffer.of(arena.allocate(name, DataType.FLOAT32, elements(depth, columns))), depth, columns);
    }

    /** Bytes that {@link #allocate} takes from an arena. */
    public static long bytes(int depth, int columns) {
        return elements(depth, columns) * DataType.FLOAT32.bytes();
    }

    /** Number of panels. */
    public int count() {
        return Blocking.ceilDiv(columns, Blocking.PANEL);
    }

    /** Copies the rows of {@code m} to steps {@code first ...} of the depth. */
    public void pack(Matrix m, int first, WorkerPool pool) {
        pool.run(count(), panel -> {
            int col = panel * Blocking.PANEL;
            for (int r = 0; r < m.rows(); r++) {
                Rows.copy(m, r, col, width(panel), memory, index(first + r, col));
            }
        });
    }

    /** Copies the rows of {@code m} to columns {@code first ...}. */
    public void packTransposed(Matrix m, int first, WorkerPool pool) {
        int from = first / Blocking.PANEL;
        int to = Blocking.ceilDiv(first + m.rows(), Blocking.PANEL);
        pool.run(to - from, i -> {
            int begin = Math.max(first, (from + i) * Blocking.PANEL);
            int end = Math.min(first + m.rows(), (from + i + 1) * Blocking.PANEL);
            for (int p = 0; p < depth; p += TRANSPOSED_STEPS) {
                transpose(m, first, begin, end, p, Math.min(p + TRANSPOSED_STEPS, depth));
            }
        });
    }

    private void transpose(Matrix m, int first, int begin, int end, int p0, int p1) {
        HostBuffer source = m.host();
        for (int column = begin; column < end; column++) {
            long from = m.rowOffset(column - first);
            long to = index(0, column);
            for (int p = p0; p < p1; p++) {
                memory.setFloat(to + (long) p * Blocking.PANEL, source.getFloat(from + p));
            }
        }
    }

    /** Columns of the last panel that are not padding, 32 for all others. */
    int width(int panel) {
        return Math.min(Blocking.PANEL, columns - panel * Blocking.PANEL);
    }

    /** Bytes before step {@code p} of a panel. */
    long offset(int panel, int p) {
        return ((long) panel * depth + p) * Blocking.PANEL * DataType.FLOAT32.bytes();
    }

    private long index(int p, int column) {
        return ((long) (column / Blocking.PANEL) * depth + p) * Blocking.PANEL + column % Blocking.PANEL;
    }

    private static long elements(int depth, int columns) {
        return (long) Blocking.ceilDiv(columns, Blocking.PANEL) * Blocking.PANEL * depth;
    }
}
