package dev.braid.ops.rescale;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import java.util.List;

/** {@link Rescale} as plain loops: what the fast version is compared with. */
public final class RescaleOracle implements Rescale {
    private final Precision precision;

    public RescaleOracle(Precision precision) {
        this.precision = precision;
    }

    @Override
    public void forward(Stream stream, Matrix x, Ints slot, List<Matrix> bank, Matrix y) {
        RescaleShapes.forward(x, slot, bank, y);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < y.rows(); r++) {
                Matrix l = RescaleShapes.at(bank, slot, r);
                for (int c = 0; c < y.cols(); c++) {
                    y.set(r, c, l == null ? x.get(r, c) : (float) precision.multiply(x.get(r, c), l.get(0, c)));
                }
            }
        });
    }

    @Override
    public void gradInput(Stream stream, Matrix dy, Matrix l, Matrix dx) {
        RescaleShapes.gradInput(dy, l, dx);
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < dx.rows(); r++) {
                for (int c = 0; c < dx.cols(); c++) {
                    dx.set(r, c, (float) precision.multiply(dy.get(r, c), l.get(0, c)));
                }
            }
        });
    }

    @Override
    public void gradVector(Stream stream, Matrix dy, Matrix x, Matrix dl) {
        RescaleShapes.gradVector(dy, x, dl);
        CpuStream.of(stream).enqueue(() -> {
            for (int c = 0; c < dl.cols(); c++) {
                double sum = dl.get(0, c);
                for (int r = x.rows() - 1; r >= 0; r--) {
                    sum = precision.fma(dy.get(r, c), x.get(r, c), sum);
                }
                dl.set(0, c, (float) sum);
            }
        });
    }
}
