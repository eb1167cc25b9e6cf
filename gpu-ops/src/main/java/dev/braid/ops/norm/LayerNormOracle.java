package dev.braid.ops.norm;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** {@link LayerNorm} as plain loops. */
public final class LayerNormOracle implements LayerNorm {
    private final Precision precision;
    private final PlainSums sums;

    public LayerNormOracle(Precision precision) {
        this.precision = precision;
        sums = new PlainSums(precision);
    }

    /** A row without its mean, and one over its standard deviation. */
    private record Centred(IntToDoubleFunction at, double inverse) {}

    private Centred centre(Matrix x, int r, float eps) {
        int width = x.cols();
        double mean = precision.divide(sums.elements(width, i -> x.get(r, i)), width);
        IntToDoubleFunction at = i -> precision.add(x.get(r, i), -mean);
        double variance = precision.divide(sums.products(width, at, at), width);
        return new Centred(at, precision.divide(1, precision.sqrt(precision.add(variance, eps))));
    }

    private double normed(Centred row, int i) {
        return precision.multiply(row.at.applyAsDouble(i), row.inverse);
    }

    @Override
    public void forward(Stream stream, Matrix x, Matrix weight, Matrix bias, float eps, Matrix y) {
        NormShapes.requireRows(x, "weight", weight, "y", y);
        Shapes.require("bias", bias, 1, x.cols());
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < x.rows(); r++) {
                Centred row = centre(x, r, eps);
                for (int i = 0; i < x.cols(); i++) {
                    double scaled = precision.multiply(normed(row, i), weight.get(0, i));
                    y.set(r, i, (float) precision.add(scaled, bias.get(0, i)));
                }
            }
        });
    }

    @Override
    public void gradInput(Stream stream, Matrix x, Matrix weight, float eps, Matrix dy, Matrix dx) {
        NormShapes.requireRows(x, "weight", weight, "dy", dy);
        Shapes.require("dx", dx, x.rows(), x.cols());
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < x.rows(); r++) {
                gradRow(x, r, weight, eps, dy, dx);
            }
        });
    }

    private void gradRow(Matrix x, int r, Matrix weight, float eps, Matrix dy, Matrix dx) {
        int width = x.cols();
        Centred row = centre(x, r, eps);
        IntToDoubleFunction scaled = i -> precision.multiply(dy.get(r, i), weight.get(0, i));
        double meanGradient = precision.divide(sums.products(width, i -> dy.get(r, i), i -> weight.get(0, i)), width);
        double dot = sums.products(width, scaled, row.at);
        double cube = precision.multiply(precision.multiply(row.inverse, row.inverse), row.inverse);
        double pull = precision.divide(precision.multiply(cube, dot), width);
        for (int i = 0; i < width; i++) {
            double direct = precision.multiply(row.inverse, precision.add(scaled.applyAsDouble(i), -meanGradient));
            dx.set(r, i, (float) precision.fma(-pull, row.at.applyAsDouble(i), direct));
        }
    }

    @Override
    public void gradWeight(Stream stream, Matrix x, float eps, Matrix dy, Matrix dw, Matrix db) {
        NormShapes.requireRows(x, "dw", dw, "dy", dy);
        Shapes.require("db", db, 1, x.cols());
        CpuStream.of(stream).enqueue(() -> {
            Centred[] rows = new Centred[x.rows()];
            Arrays.setAll(rows, r -> centre(x, r, eps));
            for (int i = 0; i < x.cols(); i++) {
                chains(rows, dy, i, dw, db);
            }
        });
    }

    private void chains(Centred[] rows, Matrix dy, int i, Matrix dw, Matrix db) {
        double weightChain = dw.get(0, i);
        double biasChain = db.get(0, i);
        for (int r = rows.length - 1; r >= 0; r--) {
            weightChain = precision.fma(normed(rows[r], i), dy.get(r, i), weightChain);
            biasChain = precision.add(biasChain, dy.get(r, i));
        }
        dw.set(0, i, (float) weightChain);
        db.set(0, i, (float) biasChain);
    }
}
