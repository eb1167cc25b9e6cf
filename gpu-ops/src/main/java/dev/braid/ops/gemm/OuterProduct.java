package dev.braid.ops.gemm;

import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;
import java.util.Arrays;

/**
 * D {@code [m, n]} += (scale * L)ᵀ R with L {@code [rows, m]} and R {@code [rows, n]}: each element continues its value
 * as one chain over rows descending, whatever the blocks and the threads.
 */
public final class OuterProduct {
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
        Cut cut = Cut.of(d.rows(), Blocking.ceilDiv(d.cols(), Blocking.PANEL), pool.threads());
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
        load(d, row, rows, col, cols, mine.sums);
        for (int done = 0; done < left.rows(); done += Blocking.DEPTH) {
            int depth = Math.min(Blocking.DEPTH, left.rows() - done);
            int last = left.rows() - 1 - done;
            packLeft(left, scale, last, depth, row, rows, mine.left);
            packRight(right, last, depth, col, cols, mine.right);
            for (int j = 0; j < cols; j += Blocking.PANEL) {
                for (int r = 0; r < rows; r += Blocking.TILE) {
                    int c = r * Blocking.ACCUMULATOR_STRIDE + j;
                    OuterTile.rows(depth, mine.left, r, mine.right, j * Blocking.DEPTH, mine.sums, c);
                }
            }
        }
        for (int r = 0; r < rows; r++) {
            Rows.write(mine.sums, r * Blocking.ACCUMULATOR_STRIDE, d, row + r, col, cols);
        }
    }

    private static void packLeft(Matrix left, float scale, int last, int depth, int row, int rows, float[] into) {
        int padded = Blocking.ceilDiv(rows, Blocking.TILE) * Blocking.TILE;
        Descending.copy(left, last, depth, row, rows, into, 0, Blocking.ROWS, padded);
        if (scale != 1) {
            Descending.scale(scale, depth, rows, into, Blocking.ROWS);
        }
    }

    private static void packRight(Matrix right, int last, int depth, int col, int cols, float[] into) {
        int rest = cols % Blocking.PANEL;
        int whole = cols - rest;
        Descending.copyPanels(right, last, depth, col, whole, into);
        if (rest > 0) {
            int at = whole * Blocking.DEPTH;
            Descending.copy(right, last, depth, col + whole, rest, into, at, Blocking.PANEL, Blocking.PANEL);
        }
    }

    private static void load(Matrix d, int row, int rows, int col, int cols, float[] sums) {
        if (rows % Blocking.TILE != 0 || cols % Blocking.PANEL != 0) {
            Arrays.fill(sums, 0);
        }
        for (int r = 0; r < rows; r++) {
            Rows.read(d, row + r, col, cols, sums, r * Blocking.ACCUMULATOR_STRIDE);
        }
    }
}
