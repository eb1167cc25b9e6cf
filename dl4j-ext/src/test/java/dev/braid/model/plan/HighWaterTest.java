package dev.braid.model.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.TinyDecoder;
import dev.braid.model.decoder.DecoderModel;
import dev.braid.model.decoder.DecoderRuntime;
import dev.braid.model.files.Embeddings;
import dev.braid.model.files.Family;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.pass.Rematerialise;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.ExecutorSizes;
import dev.braid.model.program.ProgramExecutor;
import dev.braid.model.program.TokenBatch;
import dev.braid.model.program.TrainingMemory;
import dev.braid.model.program.TrainingSample;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.Device;
import dev.braid.ops.device.Stream;
import dev.braid.ops.memory.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After forward and backward the arena of a real executor holds what the plan says. */
class HighWaterTest {
    private static final int TOKENS = 160;
    private static final int WINDOW = 32;
    private static final double TOLERANCE = 0.05;

    /** A CPU device that remembers its arenas. */
    private record Witness(CpuDevice device, List<Arena> arenas) implements Device {
        @Override
        public String name() {
            return device.name();
        }

        @Override
        public Arena arena(String purpose, long bytes) {
            Arena arena = device.arena(purpose, bytes);
            arenas.add(arena);
            return arena;
        }

        @Override
        public Stream stream() {
            return device.stream();
        }

        @Override
        public void close() {
            device.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theArenaHoldsWhatThePlanSays(Family family) {
        for (TinyDecoder.Trains trains : List.of(TinyDecoder.Trains.ADAPTER, TinyDecoder.Trains.EVERYTHING)) {
            long seed = System.nanoTime();
            RandomGenerator random = new SplittableRandom(seed);
            TinyDecoder decoder = decoder(random, family, trains);
            long predicted = predicted(decoder);
            long taken = taken(decoder);
            assertEquals(predicted, taken, TOLERANCE * predicted, () -> "seed " + seed + ", " + decoder);
        }
    }

    /** Wide enough that what is kept for a row beside tensors does not count. */
    private static TinyDecoder decoder(RandomGenerator random, Family family, TinyDecoder.Trains trains) {
        ModelConfig small = TinyDecoder.config(random, family);
        ModelConfig config = new ModelConfig(
                family,
                200 + random.nextInt(300),
                64 + 8 * random.nextInt(12),
                100 + random.nextInt(300),
                2 + random.nextInt(3),
                small.attention(),
                small.mlpBias(),
                small.normEps(),
                small.rope(),
                random.nextInt(2) == 0 ? Embeddings.TIED : Embeddings.UNTIED,
                small.maxPositions(),
                small.tokens(),
                small.weightType());
        TinyDecoder shapes = TinyDecoder.random(random, family, trains);
        List<AdapterShape> slots = List.of(TinyDecoder.shape(random, config));
        return TinyDecoder.of(random, config, slots, shapes.withAdapter(slots.get(0)));
    }

    private static long predicted(TinyDecoder decoder) {
        TrainingMemory.Windows windows = new TrainingMemory.Windows(WINDOW, WINDOW, WINDOW);
        MemoryPlan.Setting setting =
                new MemoryPlan.Setting(TOKENS, windows, Float.BYTES, new Rematerialise(Rematerialise.DEFAULT_SHARE));
        return MemoryPlan.of(decoder.config(), decoder.slots(), decoder.method(), setting)
                .after(CompilerPass.TOKEN_LEVEL)
                .bytes();
    }

    /** What the executor's arena has given out for one sample, without gradients of parameters and logits to read. */
    private static long taken(TinyDecoder decoder) {
        ExecutorSizes sizes = new ExecutorSizes(WINDOW, WINDOW, WINDOW, 1, TOKENS, TOKENS, TOKENS / 16);
        DecoderModel model = decoder.compile();
        try (Witness device = new Witness(new CpuDevice(1), new ArrayList<>())) {
            try (DecoderRuntime runtime = DecoderRuntime.open(
                    model,
                    decoder.slots(),
                    decoder.source(),
                    sizes,
                    CpuKernels.vector(device.device()),
                    device,
                    device.stream())) {
                float[] gradient = train(decoder, runtime.executor());
                assertTrue(IntStream.range(0, gradient.length).anyMatch(i -> gradient[i] != 0), "no gradient");
                long beside = model.layout().size()
                        + (long) WINDOW * (decoder.config().vocabSize() + 1);
                return device.arenas().get(2).used() - beside * Float.BYTES;
            }
        }
    }

    private static float[] train(TinyDecoder decoder, ProgramExecutor executor) {
        int slot = decoder.trainedSlot();
        if (slot >= 0) {
            executor.adapters()
                    .install(executor.stream(), slot, decoder.adapters().get(slot));
        }
        int[] ids = IntStream.range(0, TOKENS).map(t -> t % 100).toArray();
        int[] pages = IntStream.range(0, TOKENS / 16).toArray();
        executor.beginSample(new TrainingSample(ids, ids, new int[TOKENS], slot, 1, pages), 5);
        for (int from = 0; from < TOKENS; from += WINDOW) {
            executor.await();
            TokenBatch batch = executor.batch();
            batch.clear();
            int sequence = batch.addSequence(pages, pages.length);
            for (int t = from; t < from + WINDOW; t++) {
                batch.addRow(sequence, ids[t], t, 0, slot, 1);
            }
            executor.forward(new ProgramExecutor.TrainingRows(0, from, WINDOW));
        }
        for (int block : executor.backwardBlocks()) {
            for (int end = TOKENS; end > 0; end -= WINDOW) {
                executor.backward(block, end - WINDOW, WINDOW);
            }
        }
        return Arrays.copyOf(executor.gradient(), executor.gradient().length);
    }
}
