package dev.braid.ops.rescale;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/** {@link Rescale} with the Vector API: rows in parallel, for the vector's gradient pieces of columns. */
public final class RescaleVector implements Rescale {
    /** Columns of one task. */
    private static final int COLUMNS = 256;

    private final WorkerPool pool;

    public RescaleVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void forward(Stream stream, Matrix x, Ints slot, List<Matrix> bank, Matrix y) {
        RescaleShapes.forward(x, slot, bank, y);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < y.rows(); r++) {
                RescaleShapes.at(bank, slot, r);
            }
            pool.each(y.rows(), y.cols(), r -> forwardRow(x, RescaleShapes.at(bank, slot, r), y, r));
        });
    }

    private static void forwardRow(Matrix x, Matrix l, Matrix y, int r) {
        if (l == null) {
            Rows.copy(x, r, 0, y.cols(), y.host(), y.rowOffset(r));
        } else {
            multiplyRow(x, l, y, r);
        }
    }

    @Override
    public void gradInput(Stream stream, Matrix dy, Matrix l, Matrix dx) {
        RescaleShapes.gradInput(dy, l, dx);
        CpuStream.of(stream).enqueue(() -> pool.each(dx.rows(), dx.cols(), r -> multiplyRow(dy, l, dx, r)));
    }

    private static void multiplyRow(Matrix x, Matrix l, Matrix y, int r) {
        int vectors = y.cols() - y.cols() % Lanes.COUNT;
        multiplyVectors(
                x.host().lanes(),
                x.rowOffset(r) << 2,
                l.host().lanes(),
                (long) l.offset() << 2,
                y.host().lanes(),
                y.rowOffset(r) << 2,
                vectors);
        for (int c = vectors; c < y.cols(); c++) {
            y.set(r, c, x.get(r, c) * l.get(0, c));
        }
    }

    private static void multiplyVectors(Object x, long i, Object l, long j, Object y, long k, int count) {
        for (int c = 0; c < count; c += Lanes.COUNT) {
            long bytes = (long) c << 2;
            Lanes.store(Lanes.load(x, i + bytes).mul(Lanes.load(l, j + bytes)), y, k + bytes);
        }
    }

    @Override
    public void gradVector(Stream stream, Matrix dy, Matrix x, Matrix dl) {
        RescaleShapes.gradVector(dy, x, dl);
        int tasks = (dl.cols() + COLUMNS - 1) / COLUMNS;
        CpuStream.of(stream)
                .enqueue(() -> pool.each(tasks, (long) COLUMNS * x.rows(), task -> {
                    int begin = task * COLUMNS;
                    int end = Math.min(begin + COLUMNS, dl.cols());
                    int vectorEnd = end - (end - begin) % Lanes.COUNT;
                    for (int c = begin; c < vectorEnd; c += Lanes.COUNT) {
                        columns(dy, x, dl, c);
                    }
                    for (int c = vectorEnd; c < end; c++) {
                        column(dy, x, dl, c);
                    }
                }));
    }

    private static void columns(Matrix dy, Matrix x, Matrix dl, int c) {
        Object left = dy.host().lanes();
        Object right = x.host().lanes();
        Object sums = dl.host().lanes();
        long to = (long) (dl.offset() + c) << 2;
        FloatVector sum = Lanes.load(sums, to);
        for (int r = x.rows() - 1; r >= 0; r--) {
            FloatVector gradient = Lanes.load(left, (dy.rowOffset(r) + c) << 2);
            sum = gradient.fma(Lanes.load(right, (x.rowOffset(r) + c) << 2), sum);
        }
        Lanes.store(sum, sums, to);
    }

    private static void column(Matrix dy, Matrix x, Matrix dl, int c) {
        float sum = dl.get(0, c);
        for (int r = x.rows() - 1; r >= 0; r--) {
            sum = Math.fma(dy.get(r, c), x.get(r, c), sum);
        }
        dl.set(0, c, sum);
    }
}
