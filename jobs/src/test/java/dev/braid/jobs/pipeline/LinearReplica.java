package dev.braid.jobs.pipeline;

import dev.braid.stage.BorderTensor;
import dev.braid.stage.ElementType;
import dev.braid.stage.Samples;
import dev.braid.stage.StageBorder;
import dev.braid.stage.StageReplica;
import dev.braid.stage.StageState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A stage that multiplies the sum of its inputs, number by number, with its weights; without a reader its loss is half
 * the squares. Keeps references to what it was given, as DL4J does, so a slot that is overwritten too early shows.
 */
final class LinearReplica implements StageReplica {
    static final int WIDTH = 3;
    private static final double RATE = 0.01;

    private final StageBorder border;
    private final double[] weights = {1.5, -0.5, 0.75};
    private final ByteBuffer gradient =
            ByteBuffer.allocateDirect(WIDTH * Double.BYTES).order(ByteOrder.nativeOrder());
    private final Map<Integer, List<Samples>> flights = new HashMap<>();
    private final Map<Integer, List<Samples>> left = new HashMap<>();
    private double loss;
    int mostFlights;

    LinearReplica(StageBorder border) {
        this.border = border;
    }

    double[] weights() {
        return weights.clone();
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
    public void begin(long iteration, int epoch) {
        loss = 0;
        for (int i = 0; i < WIDTH; i++) {
            gradient.putDouble(i * Double.BYTES, 0);
        }
    }

    private static double at(Samples samples, int index) {
        return samples.data()
                .duplicate()
                .order(ByteOrder.nativeOrder())
                .getDouble(samples.data().position() + index * Double.BYTES);
    }

    private static double sum(List<Samples> all, int index) {
        return all.stream().mapToDouble(each -> at(each, index)).sum();
    }

    @Override
    public List<Samples> forward(int microBatch, List<Samples> inputs, List<Samples> labels) {
        flights.put(microBatch, inputs);
        mostFlights = Math.max(mostFlights, flights.size());
        int count = inputs.get(0).count();
        double[] out = new double[count * WIDTH];
        for (int i = 0; i < out.length; i++) {
            out[i] = weights[i % WIDTH] * sum(inputs, i);
            loss += border.outputs().isEmpty() ? out[i] * out[i] / 2 : 0;
        }
        return border.outputs().stream().map(tensor -> samples(tensor, out)).toList();
    }

    static Samples samples(BorderTensor tensor, double[] values) {
        ByteBuffer data =
                ByteBuffer.allocateDirect(values.length * Double.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < values.length; i++) {
            data.putDouble(i * Double.BYTES, values[i]);
        }
        return new Samples(tensor, values.length / WIDTH, data, data);
    }

    private double delta(int microBatch, List<Samples> outputGradients, int index) {
        return border.outputs().isEmpty()
                ? weights[index % WIDTH] * sum(flights.get(microBatch), index)
                : sum(outputGradients, index);
    }

    @Override
    public List<Samples> backward(int microBatch, List<Samples> outputGradients) {
        List<Samples> back = backwardInput(microBatch, outputGradients);
        backwardWeight(microBatch);
        return back;
    }

    @Override
    public List<Samples> backwardInput(int microBatch, List<Samples> outputGradients) {
        List<Samples> inputs = flights.get(microBatch);
        left.put(microBatch, outputGradients);
        double[] values = new double[inputs.get(0).count() * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = weights[i % WIDTH] * delta(microBatch, outputGradients, i);
        }
        List<Samples> back = new ArrayList<>();
        border.received().forEach(tensor -> back.add(samples(tensor, values)));
        return back;
    }

    @Override
    public void backwardWeight(int microBatch) {
        List<Samples> outputGradients = left.remove(microBatch);
        List<Samples> inputs = flights.get(microBatch);
        for (int i = 0; i < inputs.get(0).count() * WIDTH; i++) {
            int at = i % WIDTH * Double.BYTES;
            gradient.putDouble(at, gradient.getDouble(at) + delta(microBatch, outputGradients, i) * sum(inputs, i));
        }
        flights.remove(microBatch);
    }

    @Override
    public ElementType parameterType() {
        return ElementType.DOUBLE;
    }

    @Override
    public ByteBuffer gradientSum() {
        return gradient;
    }

    @Override
    public void update(int samples, int replicas) {
        for (int i = 0; i < WIDTH; i++) {
            weights[i] -= RATE * gradient.getDouble(i * Double.BYTES) / samples;
        }
    }

    @Override
    public double lossSum() {
        return loss;
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
