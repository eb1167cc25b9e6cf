package dev.braid.ops.norm;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.RowRanges;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.math.PartialSums;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Rows;
import dev.braid.ops.memory.Shapes;

/** {@link LayerNorm} with vectors; rows in parallel, a weight's gradient by columns. Used by one stream at a time. */
public final class LayerNormVector implements LayerNorm {
    private final WorkerPool pool;
    private final ThreadLocal<float[]> partial = ThreadLocal.withInitial(() -> new float[PartialSums.COUNT]);
    private float[] means = new float[0];
    private float[] inverses = new float[0];

    public LayerNormVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void forward(Stream stream, Matrix x, Matrix weight, Matrix bias, float eps, Matrix y) {
        NormShapes.requireRows(x, "weight", weight, "y", y);
        Shapes.require("bias", bias, 1, x.cols());
        CpuStream.of(stream)
                .enqueue(() -> RowRanges.run(pool, x.rows(), x.cols(), (from, to) -> {
                    for (int r = from; r < to; r++) {
                        forwardRow(x, r, weight, bias, eps, y);
                    }
                }));
    }

    private void forwardRow(Matrix x, int r, Matrix weight, Matrix bias, float eps, Matrix y) {
        int width = x.cols();
        long at = x.rowOffset(r);
        float mean = NormSums.mean(x.host(), at, width, partial.get());
        float inverse = NormSums.inverse(x.host(), at, mean, width, eps, partial.get());
        NormLanes.scale(x.host(), at, mean, inverse, weight.host(), weight.offset(), y.host(), y.rowOffset(r), width);
        Rows.add(bias, 0, y, r, 0, width);
    }

    @Override
    public void gradInput(Stream stream, Matrix x, Matrix weight, float eps, Matrix dy, Matrix dx) {
        NormShapes.requireRows(x, "weight", weight, "dy", dy);
        Shapes.require("dx", dx, x.rows(), x.cols());
        CpuStream.of(stream)
                .enqueue(() -> RowRanges.run(pool, x.rows(), x.cols(), (from, to) -> {
                    for (int r = from; r < to; r++) {
                        gradRow(x, r, weight, eps, dy, dx);
                    }
                }));
    }

    private void gradRow(Matrix x, int r, Matrix weight, float eps, Matrix dy, Matrix dx) {
        int width = x.cols();
        HostBuffer w = weight.host();
        long wAt = weight.offset();
        long xAt = x.rowOffset(r);
        long dyAt = dy.rowOffset(r);
        float mean = NormSums.mean(x.host(), xAt, width, partial.get());
        float inverse = NormSums.inverse(x.host(), xAt, mean, width, eps, partial.get());
        float meanGradient = NormSums.meanGradient(dy.host(), dyAt, w, wAt, width, partial.get());
        float dot = NormSums.weightedDot(dy.host(), dyAt, w, wAt, x.host(), xAt, mean, width, partial.get());
        float pull = inverse * inverse * inverse * dot / width;
        NormLanes.gradient(
                x.host(),
                xAt,
                mean,
                dy.host(),
                dyAt,
                w,
                wAt,
                inverse,
                meanGradient,
                pull,
                dx.host(),
                dx.rowOffset(r),
                width);
    }

    @Override
    public void gradWeight(Stream stream, Matrix x, float eps, Matrix dy, Matrix dw, Matrix db) {
        NormShapes.requireRows(x, "dw", dw, "dy", dy);
        Shapes.require("db", db, 1, x.cols());
        CpuStream.of(stream).enqueue(() -> {
            fillMoments(x, eps);
            int blocks = (x.cols() + PartialSums.COUNT - 1) / PartialSums.COUNT;
            RowRanges.run(pool, blocks, (long) x.rows() * PartialSums.COUNT, (from, to) -> {
                int first = from * PartialSums.COUNT;
                int last = Math.min(x.cols(), to * PartialSums.COUNT);
                gradColumns(x, dy, dw, db, first, last - first);
            });
        });
    }

    private void fillMoments(Matrix x, float eps) {
        if (means.length < x.rows()) {
            means = new float[x.rows()];
            inverses = new float[x.rows()];
        }
        RowRanges.run(pool, x.rows(), x.cols(), (from, to) -> {
            for (int r = from; r < to; r++) {
                long at = x.rowOffset(r);
                means[r] = NormSums.mean(x.host(), at, x.cols(), partial.get());
                inverses[r] = NormSums.inverse(x.host(), at, means[r], x.cols(), eps, partial.get());
            }
        });
    }

    private void gradColumns(Matrix x, Matrix dy, Matrix dw, Matrix db, int first, int count) {
        for (int r = x.rows() - 1; r >= 0; r--) {
            NormLanes.addProduct(
                    x.host(),
                    x.rowOffset(r) + first,
                    means[r],
                    inverses[r],
                    dy.host(),
                    dy.rowOffset(r) + first,
                    dw.host(),
                    dw.offset() + first,
                    count);
            Rows.add(dy, r, db, 0, first, count);
        }
    }
}
