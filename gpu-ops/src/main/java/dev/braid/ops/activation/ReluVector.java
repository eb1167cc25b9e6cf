package dev.braid.ops.activation;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Lanes;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.memory.Shapes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link Relu} with vectors, rows in parallel. */
public final class ReluVector implements Relu {
    private final WorkerPool pool;

    public ReluVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void forward(Stream stream, Matrix x, Matrix y) {
        backward(stream, x, x, y);
    }

    @Override
    public void backward(Stream stream, Matrix x, Matrix dy, Matrix dx) {
        Shapes.require("x", x, dx.rows(), dx.cols());
        Shapes.require("dy", dy, dx.rows(), dx.cols());
        CpuStream.of(stream).enqueue(() -> pool.each(dx.rows(), dx.cols(), r -> row(x, dy, dx, r)));
    }

    private static void row(Matrix x, Matrix dy, Matrix dx, int r) {
        int vectors = dx.cols() - dx.cols() % Lanes.COUNT;
        vectors(
                x.host().lanes(),
                x.rowOffset(r) << 2,
                dy.host().lanes(),
                dy.rowOffset(r) << 2,
                dx.host().lanes(),
                dx.rowOffset(r) << 2,
                vectors);
        for (int c = vectors; c < dx.cols(); c++) {
            dx.set(r, c, x.get(r, c) > 0 ? dy.get(r, c) : 0);
        }
    }

    private static void vectors(Object x, long i, Object dy, long j, Object dx, long k, int count) {
        for (int c = 0; c < count; c += Lanes.COUNT) {
            long bytes = (long) c << 2;
            FloatVector zero = FloatVector.zero(Lanes.SPECIES);
            FloatVector kept = zero.blend(
                    Lanes.load(dy, j + bytes), Lanes.load(x, i + bytes).compare(VectorOperators.GT, zero));
            Lanes.store(kept, dx, k + bytes);
        }
    }
}
