package dev.braid.jobs.pipeline.emulate;

import dev.braid.stage.BorderTensor;
import dev.braid.stage.ElementType;
import dev.braid.stage.Samples;
import dev.braid.stage.StageBorder;
import dev.braid.stage.StageReplica;
import dev.braid.stage.StageState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A replica that computes nothing: it gives zeros at once, and its state is empty. */
public final class EmulatedReplica implements StageReplica {
    private final StageBorder border;
    private final int samples;
    private final ByteBuffer gradient = ByteBuffer.allocateDirect(0).order(ByteOrder.nativeOrder());

    /** @param samples of a pass */
    public EmulatedReplica(StageBorder border, int samples) {
        this.border = border;
        this.samples = samples;
    }

    private List<Samples> zeros(List<BorderTensor> tensors) {
        return tensors.stream()
                .map(tensor -> {
                    ByteBuffer data = ByteBuffer.allocateDirect(samples * tensor.sampleBytes());
                    return new Samples(tensor, samples, data, data);
                })
                .toList();
    }

    @Override
    public StageBorder border() {
        return border;
    }

    @Override
    public BackwardKind backwardKind() {
        return BackwardKind.SPLIT;
    }

    @Override
    public void begin(long iteration, int epoch) {}

    @Override
    public List<Samples> forward(int microBatch, List<Samples> inputs, List<Samples> labels) {
        return zeros(border.outputs());
    }

    @Override
    public List<Samples> backward(int microBatch, List<Samples> outputGradients) {
        return zeros(border.received());
    }

    @Override
    public List<Samples> backwardInput(int microBatch, List<Samples> outputGradients) {
        return zeros(border.received());
    }

    @Override
    public void backwardWeight(int microBatch) {}

    @Override
    public ElementType parameterType() {
        return ElementType.FLOAT;
    }

    @Override
    public ByteBuffer gradientSum() {
        return gradient;
    }

    @Override
    public void update(int samples, int replicas) {}

    @Override
    public double lossSum() {
        return 0;
    }

    @Override
    public double penalty() {
        return 0;
    }

    @Override
    public StageState state() {
        return new StageState(List.of());
    }

    @Override
    public void load(StageState state) {}

    @Override
    public void close() {}
}
