package dev.braid.ops.pointwise;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;
import dev.braid.ops.memory.Shapes;

/** {@link Pointwise} with the Vector API, rows in parallel. */
public final class PointwiseVector implements Pointwise {
    private final WorkerPool pool;

    public PointwiseVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void add(Stream stream, Matrix a, Matrix b, Matrix y) {
        Shapes.require("a", a, y.rows(), y.cols());
        Shapes.require("b", b, y.rows(), y.cols());
        CpuStream.of(stream).enqueue(() -> pool.each(y.rows(), y.cols(), r -> addRow(a, b, y, r)));
    }

    private static void addRow(Matrix a, Matrix b, Matrix y, int r) {
        HostBuffer left = a.host();
        HostBuffer right = b.host();
        HostBuffer sum = y.host();
        long i = a.rowOffset(r);
        long j = b.rowOffset(r);
        long k = y.rowOffset(r);
        int vectors = y.cols() - y.cols() % Lanes.COUNT;
        addVectors(left.lanes(), i << 2, right.lanes(), j << 2, sum.lanes(), k << 2, vectors);
        for (int c = vectors; c < y.cols(); c++) {
            sum.setFloat(k + c, left.getFloat(i + c) + right.getFloat(j + c));
        }
    }

    private static void addVectors(Object a, long i, Object b, long j, Object y, long k, int count) {
        for (int c = 0; c < count; c += Lanes.COUNT) {
            long bytes = (long) c << 2;
            Lanes.store(Lanes.load(a, i + bytes).add(Lanes.load(b, j + bytes)), y, k + bytes);
        }
    }

    @Override
    public void copy(Stream stream, Matrix x, Matrix y) {
        Shapes.require("x", x, y.rows(), y.cols());
        CpuStream.of(stream).enqueue(() -> pool.each(y.rows(), y.cols(), r -> copyRow(x, r, y, r)));
    }

    @Override
    public void gather(Stream stream, Matrix x, Ints rows, Matrix y) {
        Shapes.require("rows", rows, y.rows());
        Shapes.require("x", x, x.rows(), y.cols());
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < y.rows(); r++) {
                Shapes.requireIndex("rows", r, rows.get(r), x.rows());
            }
            pool.each(y.rows(), y.cols(), r -> copyRow(x, rows.get(r), y, r));
        });
    }

    private static void copyRow(Matrix x, int from, Matrix y, int to) {
        Rows.copy(x, from, 0, y.cols(), y.host(), y.rowOffset(to));
    }

    @Override
    public void fill(Stream stream, Matrix y, float value) {
        CpuStream.of(stream).enqueue(() -> pool.each(y.rows(), y.cols(), r -> Rows.fill(y, r, 0, y.cols(), value)));
    }
}
