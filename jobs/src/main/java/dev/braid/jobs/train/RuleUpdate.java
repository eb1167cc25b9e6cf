package dev.braid.jobs.train;

import dev.braid.ops.device.Device;
import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.HostBuffer;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.update.Update;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An update rule on a device, carried out on states in the heap a window at a time: rules work element by element, so
 * neither windows nor slices change a bit. Used by one thread.
 */
public final class RuleUpdate implements AutoCloseable {
    private static final int WINDOW = 1 << 16;

    /**
     * What one step's update has beside state and gradient.
     *
     * @param scale that the gradient is multiplied with
     * @param step counted from 1
     */
    public record Step(float scale, double learningRate, long step) implements Serializable {}

    private final UpdateRule rule;
    private final Update update;
    private final Arena arena;
    private final Stream stream;
    private final int window;
    private final List<Matrix> blocks = new ArrayList<>();

    /** @param parameters of the largest state */
    public RuleUpdate(UpdateRule rule, int parameters, Device device, Update update) {
        this.rule = rule;
        this.update = update;
        this.window = Math.max(1, Math.min(WINDOW, parameters));
        this.arena = device.arena("optimizer", (2L + rule.moments()) * window * Float.BYTES);
        this.stream = device.stream();
        for (int i = 0; i < 2 + rule.moments(); i++) {
            blocks.add(arena.matrix("block " + i, 1, window));
        }
    }

    /** Changes a state in place. */
    public void apply(ParameterState state, float[] gradient, Step step) {
        List<float[]> kept = new ArrayList<>(List.<float[]>of(state.parameters()));
        kept.addAll(state.moments());
        for (int from = 0; from < gradient.length; from += window) {
            int length = Math.min(window, gradient.length - from);
            for (int i = 0; i < kept.size(); i++) {
                floats(i).put(0, kept.get(i), from, length);
            }
            floats(kept.size()).put(0, gradient, from, length);
            enqueue(blocks.stream().map(block -> block.columns(0, length)).toList(), step);
            stream.record().await();
            for (int i = 0; i < kept.size(); i++) {
                floats(i).get(0, kept.get(i), from, length);
            }
        }
    }

    private FloatBuffer floats(int block) {
        return HostBuffer.of(blocks.get(block).buffer()).bytes().asFloatBuffer();
    }

    /** @param views the parameters, the moments, the gradient */
    private void enqueue(List<Matrix> views, Step step) {
        Matrix parameters = views.get(0);
        Matrix gradient = views.get(views.size() - 1);
        if (rule instanceof UpdateRule.AdamW adam) {
            Update.AdamW settings = new Update.AdamW(
                    step.learningRate(), adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay(), step.step());
            update.adamW(stream, parameters, gradient, step.scale(), views.get(1), views.get(2), settings);
        } else if (rule instanceof UpdateRule.Sgd sgd) {
            update.sgd(stream, parameters, gradient, step.scale(), step.learningRate(), sgd.weightDecay());
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
