package dev.braid.ops.gemm;

import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.HostArena;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;

/**
 * D {@code [m, n]} += (scale * L)ᵀ R with L {@code [rows, m]} and R {@code [rows, n]}: each element continues its value
 * as one chain over rows descending, whatever the blocks and the threads.
 */
public final class OuterProduct {
    /** Panels in one task: a row of the output is gone through in pieces that are long enough to be read ahead. */
    private static final int WIDE = 32;

    private static final int ROWS = OuterTile.ROWS;
    private static final int COLUMNS = OuterTile.COLUMNS;

    private final WorkerPool pool;
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    public OuterProduct(WorkerPool pool) {
        this.pool = pool;
    }

    /** Adds the product of {@code left}, scaled element by element, and {@code right} to {@code d}. */
    public void run(Matrix left, float scale, Matrix right, Matrix d) {
        if (d.rows() == 0 || d.cols() == 0 || left.rows() == 0) {
            return;
        }
        Cut cut = Cut.of(d.rows(), Blocking.ceilDiv(d.cols(), Blocking.PANEL), pool.threads(), WIDE);
        WorkerPool.Chunk chunk = task -> block(cut, task, left, scale, right, d);
        if ((long) left.rows() * d.rows() * d.cols() < Blocking.WORTH_SHARING) {
            for (int task = 0; task < cut.tasks(); task++) {
                chunk.run(task);
            }
        } else {
            pool.run(cut.tasks(), chunk);
        }
    }

    private void block(Cut cut, int task, Matrix left, float scale, Matrix right, Matrix d) {
        Scratch mine = scratch.get();
        int row = cut.firstRow(task);
        int rows = cut.rows(task);
        int col = cut.firstPanel(task) * Blocking.PANEL;
        int cols = Math.min(cut.panels(task) * Blocking.PANEL, d.cols() - col);
        for (int done = 0; done < left.rows(); done += Blocking.PASS) {
            int depth = Math.min(Blocking.PASS, left.rows() - done);
            int last = left.rows() - 1 - done;
            Descending.copyPanels(left, last, depth, row, rows, Blocking.STRIP, mine.left);
            if (scale != 1) {
                Descending.scale(scale, depth, rows, Blocking.STRIP, mine.left);
            }
            Descending.copyPanels(right, last, depth, col, cols, COLUMNS, mine.right);
            multiply(depth, mine, d, row, rows, col, cols);
        }
    }

    /**
     * Continues a block of {@code d} strip by strip: columns of the right operand, once in the first-level cache, serve all
     * rows of a strip, and the strip of {@code d} is gone through from left to right, so that it is read ahead.
     */
    private static void multiply(int depth, Scratch mine, Matrix d, int row, int rows, int col, int cols) {
        for (int strip = 0; strip < rows; strip += Blocking.STRIP) {
            int end = Math.min(rows, strip + Blocking.STRIP);
            for (int j = 0; j < cols; j += COLUMNS) {
                int bt = Descending.at(j, COLUMNS);
                int width = Math.min(COLUMNS, cols - j);
                for (int r = strip; r < end; r += ROWS) {
                    int at = Descending.at(strip, Blocking.STRIP) + r - strip;
                    tile(depth, mine, at, bt, d, row + r, Math.min(ROWS, end - r), col + j, width);
                }
            }
        }
    }

    /** Continues whole tiles where they lie, those at the edges of {@code d} in a tile of their own. */
    private static void tile(
            int depth, Scratch mine, int at, int bt, Matrix d, int row, int height, int col, int width) {
        if (height == ROWS && width == COLUMNS) {
            long to = (d.rowOffset(row) + col) * Float.BYTES;
            long stride = (long) d.stride() * Float.BYTES;
            OuterTile.run(depth, mine.left, at, mine.right, bt, d.host().lanes(), to, stride);
            return;
        }
        HostBuffer edge = mine.edge.host();
        Rows.fill(mine.edge, 0, 0, ROWS * COLUMNS, 0);
        for (int r = 0; r < height; r++) {
            Rows.copy(d, row + r, col, width, edge, r * COLUMNS);
        }
        OuterTile.run(depth, mine.left, at, mine.right, bt, edge.lanes(), 0, COLUMNS * Float.BYTES);
        for (int r = 0; r < height; r++) {
            Rows.copy(mine.edge, 0, r * COLUMNS, width, d.host(), d.rowOffset(row + r) + col);
        }
    }

    /** The blocks that one thread works on: pieces of both operands, and a tile for the edges of the output. */
    private static final class Scratch {
        final float[] left = new float[Descending.at(Blocking.ROWS, Blocking.STRIP)];
        final float[] right = new float[Descending.at(WIDE * Blocking.PANEL, COLUMNS)];
        final Matrix edge = new HostArena("edge tile", ROWS * COLUMNS * Float.BYTES).matrix("edge", 1, ROWS * COLUMNS);
    }
}
