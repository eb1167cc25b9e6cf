package dev.braid.model.decoder;

import dev.braid.model.files.FloatSource;
import dev.braid.model.program.AdapterBank;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.ExecutorSizes;
import dev.braid.model.program.ProgramExecutor;
import dev.braid.ops.Kernels;
import dev.braid.ops.device.Device;
import dev.braid.ops.device.Stream;
import dev.braid.ops.linear.Linear;
import dev.braid.ops.memory.Arena;
import java.util.List;
import java.util.function.Function;

/**
 * A compiled decoder with its memory on a device: weights, adapter slots and an executor, each in an arena of its own
 * that {@link #close} frees. One thread.
 */
public final class DecoderRuntime implements AutoCloseable {
    private final DecoderModel model;
    private final DecoderWeights weights;
    private final ProgramExecutor executor;
    private final List<Arena> arenas;

    private DecoderRuntime(DecoderModel model, DecoderWeights weights, ProgramExecutor executor, List<Arena> arenas) {
        this.model = model;
        this.weights = weights;
        this.executor = executor;
        this.arenas = arenas;
    }

    /**
     * How much memory a runtime takes, by what for, in bytes.
     *
     * @param executor workspace, KV pages and the training sample
     */
    public record Memory(long weights, long adapters, long executor) {
        public long total() {
            return weights + adapters + executor;
        }
    }

    /** What {@link #open} will allocate. */
    public static Memory memory(DecoderModel model, List<AdapterShape> slots, ExecutorSizes sizes, Kernels kernels) {
        return new Memory(
                DecoderWeights.bytes(model.config(), use(model), sizes.contextTokens(), kernels),
                AdapterBank.bytes(slots, kernels),
                ProgramExecutor.bytes(model.program(), model.widths(), model.layout(), sizes));
    }

    /**
     * Allocates everything and converts the weights.
     *
     * @param slots shape of the adapter in each slot of the bank
     * @param source values of a base model's tensor by its name
     */
    public static DecoderRuntime open(
            DecoderModel model,
            List<AdapterShape> slots,
            Function<String, FloatSource> source,
            ExecutorSizes sizes,
            Kernels kernels,
            Device device,
            Stream stream) {
        Memory memory = memory(model, slots, sizes, kernels);
        List<Arena> arenas = List.of(
                device.arena("weights", memory.weights()),
                device.arena("adapters", memory.adapters()),
                device.arena("executor", memory.executor()));
        try {
            return fill(model, slots, source, sizes, kernels, stream, arenas);
        } catch (RuntimeException | Error e) {
            arenas.forEach(Arena::close);
            throw e;
        }
    }

    private static DecoderRuntime fill(
            DecoderModel model,
            List<AdapterShape> slots,
            Function<String, FloatSource> source,
            ExecutorSizes sizes,
            Kernels kernels,
            Stream stream,
            List<Arena> arenas) {
        DecoderWeights weights = DecoderWeights.load(
                model.config(), use(model), sizes.contextTokens(), source, kernels, stream, arenas.get(0));
        AdapterBank adapters = new AdapterBank(slots, kernels, arenas.get(1));
        ProgramExecutor executor = new ProgramExecutor(
                model.program(),
                model.widths(),
                weights,
                adapters,
                model.layout(),
                sizes,
                kernels,
                stream,
                arenas.get(2));
        return new DecoderRuntime(model, weights, executor, arenas);
    }

    private static Linear.Use use(DecoderModel model) {
        return model.method() instanceof TrainingMethod.None ? Linear.Use.FORWARD : Linear.Use.FORWARD_AND_GRADIENT;
    }

    public DecoderModel model() {
        return model;
    }

    public ProgramExecutor executor() {
        return executor;
    }

    /** Replaces the base weights after an optimizer step of full-parameter training. */
    public void installBase(float[] flat) {
        weights.install(model.layout(), flat);
    }

    @Override
    public void close() {
        arenas.forEach(Arena::close);
    }
}
