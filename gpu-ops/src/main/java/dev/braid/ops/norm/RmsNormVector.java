package dev.braid.ops.norm;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.RowRanges;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.math.PartialSums;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** {@link RmsNorm} with vectors; rows in parallel, a weight's gradient by columns. Used by one stream at a time. */
public final class RmsNormVector implements RmsNorm {
    /** RMSNorm does not centre; subtracting zero changes no bit. */
    private static final float MEAN = 0;

    private final WorkerPool pool;
    private final ThreadLocal<float[]> partial = ThreadLocal.withInitial(() -> new float[PartialSums.COUNT]);
    private float[] inverses = new float[0];

    public RmsNormVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void forward(Stream stream, Matrix x, Matrix weight, float eps, Matrix y) {
        NormShapes.require(x, "weight", weight, "y", y);
        CpuStream.of(stream)
                .enqueue(() -> RowRanges.run(pool, x.rows(), x.cols(), (from, to) -> {
                    for (int r = from; r < to; r++) {
                        forwardRow(x, r, weight, eps, y);
                    }
                }));
    }

    private void forwardRow(Matrix x, int r, Matrix weight, float eps, Matrix y) {
        int width = weight.cols();
        for (int from = 0; from < x.cols(); from += width) {
            long at = x.rowOffset(r) + from;
            float inverse = NormSums.inverse(x.host(), at, MEAN, width, eps, partial.get());
            NormLanes.scale(
                    x.host(),
                    at,
                    MEAN,
                    inverse,
                    weight.host(),
                    weight.offset(),
                    y.host(),
                    y.rowOffset(r) + from,
                    width);
        }
    }

    @Override
    public void gradInput(Stream stream, Matrix x, Matrix weight, float eps, Matrix dy, Matrix dx) {
        NormShapes.require(x, "weight", weight, "dy", dy);
        Shapes.require("dx", dx, x.rows(), x.cols());
        CpuStream.of(stream)
                .enqueue(() -> RowRanges.run(pool, x.rows(), x.cols(), (from, to) -> {
                    for (int r = from; r < to; r++) {
                        gradRow(x, r, weight, eps, dy, dx);
                    }
                }));
    }

    private void gradRow(Matrix x, int r, Matrix weight, float eps, Matrix dy, Matrix dx) {
        int width = weight.cols();
        HostBuffer w = weight.host();
        for (int from = 0; from < x.cols(); from += width) {
            long xAt = x.rowOffset(r) + from;
            long dyAt = dy.rowOffset(r) + from;
            float inverse = NormSums.inverse(x.host(), xAt, MEAN, width, eps, partial.get());
            float dot = NormSums.weightedDot(
                    dy.host(), dyAt, w, weight.offset(), x.host(), xAt, MEAN, width, partial.get());
            float pull = inverse * inverse * inverse * dot / width;
            NormLanes.gradient(
                    x.host(),
                    xAt,
                    MEAN,
                    dy.host(),
                    dyAt,
                    w,
                    weight.offset(),
                    inverse,
                    MEAN,
                    pull,
                    dx.host(),
                    dx.rowOffset(r) + from,
                    width);
        }
    }

    @Override
    public void gradWeight(Stream stream, Matrix x, float eps, Matrix dy, Matrix dw) {
        NormShapes.require(x, "dw", dw, "dy", dy);
        CpuStream.of(stream).enqueue(() -> {
            fillInverses(x, dw.cols(), eps);
            int blocks = (dw.cols() + PartialSums.COUNT - 1) / PartialSums.COUNT;
            RowRanges.run(pool, blocks, (long) x.rows() * x.cols() / blocks, (from, to) -> {
                int first = from * PartialSums.COUNT;
                int last = Math.min(dw.cols(), to * PartialSums.COUNT);
                weightColumns(x, dy, dw, first, last);
            });
        });
    }

    private void fillInverses(Matrix x, int width, float eps) {
        int groups = x.cols() / width;
        if (inverses.length < x.rows() * groups) {
            inverses = new float[x.rows() * groups];
        }
        float[] filled = inverses;
        RowRanges.run(pool, x.rows(), x.cols(), (from, to) -> {
            for (int i = from * groups; i < to * groups; i++) {
                long at = x.rowOffset(i / groups) + (long) (i % groups) * width;
                filled[i] = NormSums.inverse(x.host(), at, MEAN, width, eps, partial.get());
            }
        });
    }

    private void weightColumns(Matrix x, Matrix dy, Matrix dw, int first, int last) {
        int width = dw.cols();
        int groups = x.cols() / width;
        for (int r = x.rows() - 1; r >= 0; r--) {
            for (int g = 0; g < groups; g++) {
                int column = g * width + first;
                NormLanes.addProduct(
                        x.host(),
                        x.rowOffset(r) + column,
                        MEAN,
                        inverses[r * groups + g],
                        dy.host(),
                        dy.rowOffset(r) + column,
                        dw.host(),
                        dw.offset() + first,
                        last - first);
            }
        }
    }
}
