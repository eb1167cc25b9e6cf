package dev.braid.jobs.train;

import dev.braid.jobs.exchange.GradientNorm;
import dev.braid.jobs.exchange.PartialSum;
import dev.braid.ops.device.Device;
import dev.braid.ops.update.Update;
import java.util.OptionalDouble;

/**
 * The trainable parameters and the optimizer's moments in the heap of one process. Owned by the thread that runs the
 * steps.
 */
public final class Optimizer implements AutoCloseable {
    private final UpdateRule rule;
    private final GradientScale scale;
    private final RuleUpdate update;
    private final ParameterState initial;
    private ParameterState state;

    /**
     * @param initial first parameters
     * @param clipNorm longest global norm of the mean gradient; empty for any
     */
    public Optimizer(UpdateRule rule, OptionalDouble clipNorm, float[] initial, Device device, Update update) {
        this.rule = rule;
        this.scale = new GradientScale(clipNorm);
        this.update = new RuleUpdate(rule, initial.length, device, update);
        this.initial = ParameterState.initial(initial.clone(), rule);
        this.state = this.initial.copy();
    }

    /** Number of trainable parameters. */
    public int size() {
        return state.parameters().length;
    }

    /**
     * One optimizer step with the gradient of the mean loss per target.
     *
     * @param step counted from 1
     * @return global norm of the mean gradient before clipping
     * @throws DivergedException when that is not a finite number; nothing is changed then
     */
    public double apply(PartialSum total, double learningRate, long step) {
        if (total.gradient().length != size()) {
            throw new IllegalArgumentException(
                    "gradient has " + total.gradient().length + " floats, the training layout has " + size());
        }
        double norm = GradientNorm.of(GradientNorm.squares(total.gradient()));
        GradientScale.Scaled scaled = scale.of(step, norm, total.targets());
        update.apply(state, total.gradient(), new RuleUpdate.Step(scaled.factor(), learningRate, step));
        return scaled.norm();
    }

    /** A copy of the parameters. */
    public float[] parameters() {
        return state.parameters().clone();
    }

    /** A copy of parameters and moments. */
    public ParameterState state() {
        return state.copy();
    }

    /** Goes back to a checkpoint. */
    public void restore(Checkpoint checkpoint) {
        state = ParameterState.of(checkpoint, rule, size()).copy();
    }

    /** Goes back to the first parameters. */
    public void restart() {
        state = initial.copy();
    }

    @Override
    public void close() {
        update.close();
    }
}
