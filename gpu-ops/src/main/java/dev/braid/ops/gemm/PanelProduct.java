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
            int j = 0;
            for (; j + FourPanelTile.PANELS <= panels; j += FourPanelTile.PANELS) {
                fourPanels(rows, depth, mine, w, panel + j, p, j * Blocking.PANEL);
            }
            for (; j < panels; j++) {
                long from = w.offset(panel + j, p);
                PanelTile.rows(0, rows, depth, mine.left, w.memory().lanes(), from, mine.sums, j * Blocking.PANEL);
            }
        }
        finish(mine, row, rows, w, panel, panels, y, finish);
    }

    /** Piece by piece of the depth, so that four panels' pieces stay in the first-level cache until all rows had them. */
    private static void fourPanels(int rows, int depth, Scratch mine, Panels w, int panel, int p, int column) {
        Object memory = w.memory().lanes();
        long apart = w.offset(1, 0);
        for (int done = 0; done < depth; done += Blocking.PIECE) {
            int steps = Math.min(Blocking.PIECE, depth - done);
            long from = w.offset(panel, p + done);
            int row = 0;
            if (SlabTile.isFaster(rows)) {
                SlabTile.copy(memory, from, apart, steps, mine.slab);
                for (; row + SlabTile.ROWS <= rows; row += SlabTile.ROWS) {
                    int packed = row * Blocking.DEPTH + done * SlabTile.ROWS;
                    int sums = row * Blocking.ACCUMULATOR_STRIDE + column;
                    SlabTile.rows(steps, mine.packed, packed, mine.slab, mine.sums, sums);
                }
            }
            FourPanelTile.rows(row, rows, steps, mine.left, done, memory, from, apart, mine.sums, column);
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
