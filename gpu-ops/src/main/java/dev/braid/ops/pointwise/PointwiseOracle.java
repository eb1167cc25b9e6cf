package dev.braid.ops.pointwise;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;

/** {@link Pointwise} as plain loops: what the fast version is compared with. */
public final class PointwiseOracle implements Pointwise {
    private final Precision precision;

    public PointwiseOracle(Precision precision) {
        this.precision = precision;
    }

    private interface Element {
        double at(int row, int col);
    }

    @Override
    public void add(Stream stream, Matrix a, Matrix b, Matrix y) {
        Shapes.require("a", a, y.rows(), y.cols());
        Shapes.require("b", b, y.rows(), y.cols());
        CpuStream.of(stream).enqueue(() -> each(y, (r, c) -> precision.add(a.get(r, c), b.get(r, c))));
    }

    @Override
    public void copy(Stream stream, Matrix x, Matrix y) {
        Shapes.require("x", x, y.rows(), y.cols());
        CpuStream.of(stream).enqueue(() -> each(y, x::get));
    }

    @Override
    public void gather(Stream stream, Matrix x, Ints rows, Matrix y) {
        Shapes.require("rows", rows, y.rows());
        Shapes.require("x", x, x.rows(), y.cols());
        CpuStream.of(stream)
                .enqueue(() -> each(y, (r, c) -> x.get(Shapes.requireIndex("rows", r, rows.get(r), x.rows()), c)));
    }

    @Override
    public void fill(Stream stream, Matrix y, float value) {
        CpuStream.of(stream).enqueue(() -> each(y, (r, c) -> value));
    }

    private static void each(Matrix y, Element element) {
        for (int r = 0; r < y.rows(); r++) {
            for (int c = 0; c < y.cols(); c++) {
                y.set(r, c, (float) element.at(r, c));
            }
        }
    }
}
