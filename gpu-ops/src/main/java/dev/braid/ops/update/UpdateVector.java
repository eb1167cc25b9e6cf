package dev.braid.ops.update;

import dev.braid.ops.device.CpuStream;
import dev.braid.ops.device.Stream;
import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Matrix;

/** {@link Update} with the Vector API, rows in parallel. */
public final class UpdateVector implements Update {
    private final WorkerPool pool;

    public UpdateVector(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void sgd(
            Stream stream, Matrix param, Matrix grad, float gradScale, double learningRate, double weightDecay) {
        UpdateShapes.sgd(param, grad);
        float rate = (float) learningRate;
        float decay = (float) weightDecay;
        CpuStream.of(stream)
                .enqueue(() -> pool.each(
                        param.rows(), param.cols(), r -> SgdRow.step(param, grad, r, gradScale, rate, decay)));
    }

    @Override
    public void adamW(Stream stream, Matrix param, Matrix grad, float gradScale, Matrix m, Matrix v, AdamW settings) {
        UpdateShapes.adamW(param, grad, m, v);
        AdamWFactors factors = AdamWFactors.of(settings);
        CpuStream.of(stream)
                .enqueue(() -> pool.each(
                        param.rows(), param.cols(), r -> AdamWRow.step(param, grad, gradScale, m, v, r, factors)));
    }
}
