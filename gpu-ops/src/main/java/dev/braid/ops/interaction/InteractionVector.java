package dev.braid.ops.interaction;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.RowRanges;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Matrix;

/** {@link Interaction} with the Vector API, rows in parallel. */
public final class InteractionVector implements Interaction {
    private final WorkerPool pool;

    public InteractionVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void forward(Stream stream, Matrix x, int count, Matrix y) {
        InteractionShapes.forward(x, count, y);
        int dim = x.cols() / count;
        CpuStream.of(stream)
                .enqueue(() -> RowRanges.run(pool, x.rows(), (long) y.cols() * dim, (from, to) -> {
                    PairDots dots = new PairDots(count, dim);
                    for (int r = from; r < to; r++) {
                        dots.row(x, y, r);
                    }
                }));
    }

    @Override
    public void backward(Stream stream, Matrix x, int count, Matrix dy, Matrix dx) {
        InteractionShapes.backward(x, count, dy, dx);
        int dim = x.cols() / count;
        CpuStream.of(stream)
                .enqueue(() -> RowRanges.run(pool, x.rows(), 2L * dy.cols() * dim, (from, to) -> {
                    PairGradients gradients = new PairGradients(count, dim);
                    for (int r = from; r < to; r++) {
                        gradients.row(x, dy, dx, r);
                    }
                }));
    }
}
