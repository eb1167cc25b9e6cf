package dev.braid.ops.linear;

import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import jdk.incubator.vector.FloatVector;

/** The sum of a matrix' rows, descending, added to one row. */
final class BiasGradient {
    /** Columns of one task. */
    private static final int COLUMNS = 256;

    private BiasGradient() {}

    static void add(Matrix dy, Matrix db, WorkerPool pool) {
        int tasks = (db.cols() + COLUMNS - 1) / COLUMNS;
        pool.each(tasks, (long) COLUMNS * dy.rows(), task -> {
            int begin = task * COLUMNS;
            int end = Math.min(begin + COLUMNS, db.cols());
            int vectorEnd = end - (end - begin) % Lanes.COUNT;
            HostBuffer source = dy.host();
            HostBuffer sum = db.host();
            for (int c = begin; c < vectorEnd; c += Lanes.COUNT) {
                column(source.lanes(), dy.offset() + c, dy.rows(), dy.stride(), sum.lanes(), db.offset() + c);
            }
            for (int c = vectorEnd; c < end; c++) {
                scalarColumn(dy, db, c);
            }
        });
    }

    private static void column(Object dy, long from, int rows, int stride, Object db, long to) {
        FloatVector sum = Lanes.load(db, to << 2);
        for (int r = rows - 1; r >= 0; r--) {
            sum = sum.add(Lanes.load(dy, (from + (long) r * stride) << 2));
        }
        Lanes.store(sum, db, to << 2);
    }

    private static void scalarColumn(Matrix dy, Matrix db, int c) {
        float sum = db.get(0, c);
        for (int r = dy.rows() - 1; r >= 0; r--) {
            sum += dy.get(r, c);
        }
        db.set(0, c, sum);
    }
}
