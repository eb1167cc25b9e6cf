package dev.braid.ops.gemm;

import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;
import java.util.Arrays;

/**
 * Y {@code [rows, columns]} = X {@code [rows, depth]} times {@link Panels}: each element one chain over the depth
 * ascending from 0, whatever the blocks, the threads and the rows beside it.
 */
public final class PanelProduct {
    private static final int SIDE_BY_SIDE = 4;

    private final WorkerPool pool;
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

    public PanelProduct(WorkerPool pool) {
        this.pool = pool;
    }

    /** Computes the product and hands every piece of a row to {@code finish}, once. */
    public void run(Matrix x, Panels w, Matrix y, Finish finish) {
        if (x.rows() == 0) {
            return;
        }
        Cut cut = Cut.of(x.rows(), w.count(), pool.threads());
        WorkerPool.Chunk chunk = task -> block(cut, task, x, w, y, finish);
        if ((long) x.rows() * w.depth() * w.columns() < Blocking.WORTH_SHARING) {
            for (int task = 0; task < cut.tasks(); task++) {
                chunk.run(task);
            }
        } else {
            pool.run(cut.tasks(), chunk);
        }
    }

    private void block(Cut cut, int task, Matrix x, Panels w, Matrix y, Finish finish) {
        Scratch mine = scratch.get();
        int row = cut.firstRow(task);
        int rows = cut.rows(task);
        int panel = cut.firstPanel(task);
        int panels = cut.panels(task);
        Arrays.fill(mine.sums, 0, rows * Blocking.ACCUMULATOR_STRIDE, 0);
        for (int p = 0; p < w.depth(); p += Blocking.DEPTH) {
            int depth = Math.min(Blocking.DEPTH, w.depth() - p);
            for (int r = 0; r < rows; r++) {
                Rows.read(x, row + r, p, depth, mine.left, r * Blocking.DEPTH);
            }
            if (SlabTile.isFaster(rows)) {
                SlabTile.pack(rows, depth, mine.left, mine.packed);
            }
            if (rows == 1) {
                oneRow(depth, mine, w, panel, panels, p);
            } else {
                for (int j = 0; j < panels; j++) {
                    onePanel(rows, depth, mine, w, panel + j, p, j * Blocking.PANEL);
                }
            }
        }
        finish(mine, row, rows, w, panel, panels, y, finish);
    }

    private static void onePanel(int rows, int depth, Scratch mine, Panels w, int panel, int p, int column) {
        Object memory = w.memory().lanes();
        long from = w.offset(panel, p);
        int row = 0;
        if (SlabTile.isFaster(rows)) {
            SlabTile.copy(memory, from, depth, mine.slab);
            for (; row + SlabTile.ROWS <= rows; row += SlabTile.ROWS) {
                int sums = row * Blocking.ACCUMULATOR_STRIDE + column;
                SlabTile.rows(depth, mine.packed, row * Blocking.DEPTH, mine.slab, mine.sums, sums);
            }
        }
        PanelTile.rows(row, rows, depth, mine.left, memory, from, mine.sums, column);
    }

    private static void oneRow(int depth, Scratch mine, Panels w, int panel, int panels, int p) {
        Object memory = w.memory().lanes();
        int j = 0;
        for (; j + SIDE_BY_SIDE <= panels; j += SIDE_BY_SIDE) {
            long from = w.offset(panel + j, p);
            long apart = w.offset(1, 0);
            PanelTile.rowByFour(depth, mine.left, memory, from, apart, mine.sums, j * Blocking.PANEL);
        }
        for (; j < panels; j++) {
            PanelTile.rows(0, 1, depth, mine.left, memory, w.offset(panel + j, p), mine.sums, j * Blocking.PANEL);
        }
    }

    private static void finish(
            Scratch mine, int row, int rows, Panels w, int panel, int panels, Matrix y, Finish finish) {
        int columns = (panels - 1) * Blocking.PANEL + w.width(panel + panels - 1);
        for (int r = 0; r < rows; r++) {
            int at = r * Blocking.ACCUMULATOR_STRIDE;
            finish.row(mine.sums, at, y, row + r, panel * Blocking.PANEL, columns);
        }
    }
}
