package dev.braid.ops.interaction;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;

/** {@link Interaction} as plain loops: what the fast version is compared with. */
public final class InteractionOracle implements Interaction {
    private final Precision precision;

    public InteractionOracle(Precision precision) {
        this.precision = precision;
    }

    @Override
    public void forward(Stream stream, Matrix x, int count, Matrix y) {
        InteractionShapes.forward(x, count, y);
        int dim = x.cols() / count;
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < x.rows(); r++) {
                for (int i = 1; i < count; i++) {
                    for (int j = 0; j < i; j++) {
                        y.set(r, InteractionShapes.pair(i, j), (float) dot(x, r, i * dim, j * dim, dim));
                    }
                }
            }
        });
    }

    private double dot(Matrix x, int r, int a, int b, int dim) {
        double sum = 0;
        for (int k = 0; k < dim; k++) {
            sum = precision.fma(x.get(r, a + k), x.get(r, b + k), sum);
        }
        return sum;
    }

    @Override
    public void backward(Stream stream, Matrix x, int count, Matrix dy, Matrix dx) {
        InteractionShapes.backward(x, count, dy, dx);
        int dim = x.cols() / count;
        CpuStream.of(stream).enqueue(() -> {
            for (int r = 0; r < x.rows(); r++) {
                for (int i = 0; i < count; i++) {
                    for (int k = 0; k < dim; k++) {
                        dx.set(r, i * dim + k, (float) gradient(x, r, i, k, count, dy));
                    }
                }
            }
        });
    }

    private double gradient(Matrix x, int r, int i, int k, int count, Matrix dy) {
        int dim = x.cols() / count;
        double sum = 0;
        for (int j = 0; j < count; j++) {
            if (j != i) {
                int pair = InteractionShapes.pair(Math.max(i, j), Math.min(i, j));
                sum = precision.fma(dy.get(r, pair), x.get(r, j * dim + k), sum);
            }
        }
        return sum;
    }
}
