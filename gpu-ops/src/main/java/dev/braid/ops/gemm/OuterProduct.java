package dev.braid.ops.gemm;

import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;

/**
 * D {@code [m, n]} += (scale * L)ᵀ R with L {@code [rows, m]} and R {@code [rows, n]}: each element continues its value
 * as one chain over rows descending, whatever the blocks and the threads.
 */
public final class OuterProduct {
    private static final int C = Blocking.ACCUMULATOR_STRIDE;

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
        for (int r = 0; r < rows; r++) {
            Rows.read(d, row + r, col, cols, mine.sums, r * C);
        }
        for (int done = 0; done < left.rows(); done += Blocking.PASS) {
            int depth = Math.min(Blocking.PASS, left.rows() - done);
            int last = left.rows() - 1 - done;
            Descending.copyTiles(left, last, depth, row, rows, scale, mine.line, mine.left);
            Descending.copyPairs(right, last, depth, col, cols, mine.line, mine.right);
            multiply(depth, rows, cols, mine);
        }
        for (int r = 0; r < rows; r++) {
            Rows.write(mine.sums, r * C, d, row + r, col, cols);
        }
    }

    /** Two vectors of columns after the other, so that they stay in the first-level cache for all rows. */
    private static void multiply(int depth, int rows, int cols, Scratch mine) {
        for (int j = 0; j < cols; j += SlabTile.COLUMNS) {
            for (int r = 0; r < rows; r += SlabTile.ROWS) {
                SlabTile.tile(depth, mine.left, r * Blocking.PASS, mine.right, j * Blocking.PASS, mine.sums, r * C + j);
            }
        }
    }

    /** The blocks that one thread works on: pieces of both operands, a row on its way there, and a block of the output. */
    private static final class Scratch {
        final float[] left = new float[Blocking.ROWS * Blocking.PASS];
        final float[] right = new float[C * Blocking.PASS];
        final float[] line = new float[Math.max(C, Blocking.ROWS)];
        final float[] sums = new float[Blocking.ROWS * C];
    }
}
