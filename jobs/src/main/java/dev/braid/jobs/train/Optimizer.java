package dev.braid.jobs.train;

import dev.braid.jobs.exchange.PartialSum;
import dev.braid.ops.device.Device;
import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.update.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The trainable parameters and the optimizer's moments, each a flat block {@code [1, parameters]} in the order of the
 * training layout. Owned by the thread that runs the steps.
 */
public final class Optimizer implements AutoCloseable {
    /** Keeps the clipped norm strictly below the bound, as torch does. */
    private static final double CLIP_EPSILON = 1e-6;

    private final UpdateRule rule;
    private final OptionalDouble clipNorm;
    private final Update update;
    private final Arena arena;
    private final Stream stream;
    private final Matrix parameters;
    private final Matrix gradient;
    private final List<Matrix> moments = new ArrayList<>();

    /**
     * @param initial first parameters
     * @param clipNorm longest global norm of the mean gradient; empty for any
     */
    public Optimizer(UpdateRule rule, OptionalDouble clipNorm, float[] initial, Device device, Update update) {
        this.rule = rule;
        this.clipNorm = clipNorm;
        this.update = update;
        this.arena = device.arena("optimizer", (2L + rule.moments()) * initial.length * Float.BYTES);
        this.stream = device.stream();
        this.parameters = arena.matrix("parameters", 1, initial.length);
        this.gradient = arena.matrix("gradient", 1, initial.length);
        for (int i = 0; i < rule.moments(); i++) {
            moments.add(arena.matrix("moment " + i, 1, initial.length));
        }
        write(parameters, initial);
    }

    /** Number of trainable parameters. */
    public int size() {
        return parameters.cols();
    }

    /**
     * One optimizer step with the gradient of the mean loss per target.
     *
     * @param step counted from 1
     * @return global norm of the mean gradient before clipping
     * @throws DivergedException when that is not a finite number; nothing is changed then
     */
    public double apply(PartialSum total, double learningRate, long step) {
        double scale = 1.0 / total.targets();
        double norm = scale * norm(total.gradient());
        if (!Double.isFinite(norm)) {
            throw new DivergedException("gradient norm of step " + step + " is " + norm
                    + ": training has diverged; lower the learning rate or clip the gradient's norm");
        }
        if (clipNorm.isPresent()) {
            scale *= Math.min(1, clipNorm.getAsDouble() / (norm + CLIP_EPSILON));
        }
        write(gradient, total.gradient());
        enqueue((float) scale, learningRate, step);
        stream.record().await();
        return norm;
    }

    private void enqueue(float scale, double learningRate, long step) {
        if (rule instanceof UpdateRule.AdamW adam) {
            Update.AdamW settings = new Update.AdamW(
                    learningRate, adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay(), step);
            update.adamW(stream, parameters, gradient, scale, moments.get(0), moments.get(1), settings);
        } else if (rule instanceof UpdateRule.Sgd sgd) {
            update.sgd(stream, parameters, gradient, scale, learningRate, sgd.weightDecay());
        }
    }

    /** A copy of the parameters. */
    public float[] parameters() {
        return read(parameters);
    }

    /** Copies of the moments, in the rule's order. */
    public List<float[]> moments() {
        return moments.stream().map(Optimizer::read).toList();
    }

    /** Goes back to saved parameters and moments. */
    public void restore(float[] savedParameters, List<float[]> savedMoments) {
        if (savedMoments.size() != moments.size()) {
            throw new IllegalArgumentException("checkpoint has " + savedMoments.size() + " moments, the optimizer "
                    + rule + " keeps " + moments.size());
        }
        write(parameters, savedParameters);
        for (int i = 0; i < moments.size(); i++) {
            write(moments.get(i), savedMoments.get(i));
        }
    }

    /** In double and in ascending order: one value, wherever it is computed. */
    private static double norm(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static void write(Matrix target, float[] values) {
        if (values.length != target.cols()) {
            throw new IllegalArgumentException(
                    "block has " + values.length + " floats, the training layout has " + target.cols());
        }
        HostBuffer.of(target.buffer()).bytes().asFloatBuffer().put(0, values);
    }

    private static float[] read(Matrix source) {
        float[] values = new float[source.cols()];
        HostBuffer.of(source.buffer()).bytes().asFloatBuffer().get(0, values);
        return values;
    }

    @Override
    public void close() {
        arena.close();
    }
}
