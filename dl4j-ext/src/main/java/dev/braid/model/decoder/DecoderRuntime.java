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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A compiled decoder with its memory on a device: weights, adapter slots and an executor, each in an arena of its own
 * that {@link #close} frees. One thread.
 */
public final class DecoderRuntime implements AutoCloseable {
    private final DecoderModel model;
    private final List<DecoderWeights> copies;
    private final ProgramExecutor executor;
    private final List<Arena> arenas;

    private DecoderRuntime(
            DecoderModel model, List<DecoderWeights> copies, ProgramExecutor executor, List<Arena> arenas) {
        this.model = model;
        this.copies = copies;
        this.executor = executor;
        this.arenas = arenas;
    }

    /**
     * How much memory a runtime takes, by what for, in bytes.
     *
     * @param weights all copies
     * @param executor workspace, KV pages and the training sample
     */
    public record Memory(long weights, long adapters, long executor) {
        public long total() {
            return weights + adapters + executor;
        }
    }

    /** What {@link #open} will allocate with one copy of the weights. */
    public static Memory memory(DecoderModel model, List<AdapterShape> slots, ExecutorSizes sizes, Kernels kernels) {
        return memory(model, 1, slots, sizes, kernels);
    }

    /** What {@link #open} will allocate. */
    public static Memory memory(
            DecoderModel model, int copies, List<AdapterShape> slots, ExecutorSizes sizes, Kernels kernels) {
        return new Memory(
                copies * DecoderWeights.bytes(model.config(), use(model), sizes.contextTokens(), kernels),
                AdapterBank.bytes(slots, kernels),
                ProgramExecutor.bytes(model.program(), model.widths(), model.layout(), sizes));
    }

    /** Allocates everything, with one copy of the weights, and converts them. */
    public static DecoderRuntime open(
            DecoderModel model,
            List<AdapterShape> slots,
            Function<String, FloatSource> source,
            ExecutorSizes sizes,
            Kernels kernels,
            Device device,
            Stream stream) {
        return open(model, 1, slots, source, sizes, kernels, device, stream);
    }

    /**
     * Allocates everything and converts the weights.
     *
     * @param copies of the weights; all but the first hold nothing until {@link #installBase}
     * @param slots shape of the adapter in each slot of the bank
     * @param source values of a base model's tensor by its name
     */
    public static DecoderRuntime open(
            DecoderModel model,
            int copies,
            List<AdapterShape> slots,
            Function<String, FloatSource> source,
            ExecutorSizes sizes,
            Kernels kernels,
            Device device,
            Stream stream) {
        Memory memory = memory(model, copies, slots, sizes, kernels);
        List<Arena> arenas = List.of(
                device.arena("weights", memory.weights()),
                device.arena("adapters", memory.adapters()),
                device.arena("executor", memory.executor()));
        try {
            return fill(model, copies, slots, source, sizes, kernels, stream, arenas);
        } catch (RuntimeException | Error e) {
            arenas.forEach(Arena::close);
            throw e;
        }
    }

    private static DecoderRuntime fill(
            DecoderModel model,
            int copies,
            List<AdapterShape> slots,
            Function<String, FloatSource> source,
            ExecutorSizes sizes,
            Kernels kernels,
            Stream stream,
            List<Arena> arenas) {
        List<DecoderWeights> weights = new ArrayList<>();
        for (int copy = 0; copy < copies; copy++) {
            weights.add(new DecoderWeights(
                    model.config(), use(model), sizes.contextTokens(), kernels, stream, arenas.get(0)));
        }
        weights.get(0).fill(model.config(), source);
        AdapterBank adapters = new AdapterBank(slots, kernels, arenas.get(1));
        ProgramExecutor executor = new ProgramExecutor(
                model.program(),
                model.widths(),
                weights.get(0),
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

    /** Copies of the base weights. */
    public int copies() {
        return copies.size();
    }

    /** Replaces the base weights in a copy after an optimizer step of full-parameter training. */
    public void installBase(int copy, float[] flat) {
        copies.get(copy).install(model.layout(), flat);
    }

    /** What runs from now on reads this copy of the base weights; the first one until this is called. */
    public void useBase(int copy) {
        executor.useWeights(copies.get(copy));
    }

    @Override
    public void close() {
        arenas.forEach(Arena::close);
    }
}
