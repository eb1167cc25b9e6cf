package dev.braid.ops.norm;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;
import java.util.function.IntToDoubleFunction;

/** {@link RmsNorm} as plain loops. */
public final class RmsNormOracle implements RmsNorm {
    private final Precision precision;
    private final PlainSums sums;

    public RmsNormOracle(Precision precision) {
        this.precision = precision;
        sums = new PlainSums(precision);
    }

    @Override
    public void forward(Stream stream, Matrix x, Matrix weight, float eps, Matrix y) {
        NormShapes.require(x, "weight", weight, "y", y);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < x.rows(); r++) {
                for (int from = 0; from < x.cols(); from += weight.cols()) {
                    forwardGroup(x, r, from, weight, eps, y);
                }
            }
        });
    }

    private void forwardGroup(Matrix x, int r, int from, Matrix weight, float eps, Matrix y) {
        double inverse = inverseRms(x, r, from, weight.cols(), eps);
        for (int i = 0; i < weight.cols(); i++) {
            double normed = precision.multiply(x.get(r, from + i), inverse);
            y.set(r, from + i, (float) precision.multiply(normed, weight.get(0, i)));
        }
    }

    private double inverseRms(Matrix x, int r, int from, int width, float eps) {
        double squares = sums.products(width, i -> x.get(r, from + i), i -> x.get(r, from + i));
        return precision.divide(1, precision.sqrt(precision.add(precision.divide(squares, width), eps)));
    }

    @Override
    public void gradInput(Stream stream, Matrix x, Matrix weight, float eps, Matrix dy, Matrix dx) {
        NormShapes.require(x, "weight", weight, "dy", dy);
        Shapes.require("dx", dx, x.rows(), x.cols());
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < x.rows(); r++) {
                for (int from = 0; from < x.cols(); from += weight.cols()) {
                    gradGroup(x, r, from, weight, eps, dy, dx);
                }
            }
        });
    }

    private void gradGroup(Matrix x, int r, int from, Matrix weight, float eps, Matrix dy, Matrix dx) {
        int width = weight.cols();
        double inverse = inverseRms(x, r, from, width, eps);
        IntToDoubleFunction scaled = i -> precision.multiply(dy.get(r, from + i), weight.get(0, i));
        double dot = sums.products(width, scaled, i -> x.get(r, from + i));
        double cube = precision.multiply(precision.multiply(inverse, inverse), inverse);
        double pull = precision.divide(precision.multiply(cube, dot), width);
        for (int i = 0; i < width; i++) {
            double direct = precision.multiply(inverse, scaled.applyAsDouble(i));
            dx.set(r, from + i, (float) precision.fma(-pull, x.get(r, from + i), direct));
        }
    }

    @Override
    public void gradWeight(Stream stream, Matrix x, float eps, Matrix dy, Matrix dw) {
        NormShapes.require(x, "dw", dw, "dy", dy);
        CpuStream.of(stream).enqueue(() -> {
            for (int i = 0; i < dw.cols(); i++) {
                dw.set(0, i, (float) weightChain(x, eps, dy, i, dw.cols(), dw.get(0, i)));
            }
        });
    }

    private double weightChain(Matrix x, float eps, Matrix dy, int column, int width, double start) {
        double chain = start;
        for (int r = x.rows() - 1; r >= 0; r--) {
            for (int from = 0; from < x.cols(); from += width) {
                double normed = precision.multiply(x.get(r, from + column), inverseRms(x, r, from, width, eps));
                chain = precision.fma(normed, dy.get(r, from + column), chain);
            }
        }
        return chain;
    }
}
