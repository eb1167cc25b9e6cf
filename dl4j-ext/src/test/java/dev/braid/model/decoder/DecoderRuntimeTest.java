package dev.braid.model.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.TinyDecoder;
import dev.braid.model.files.Family;
import dev.braid.model.program.ExecutorSizes;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.Kernels;
import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.Device;
import dev.braid.ops.device.Stream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.OutOfDeviceMemoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a runtime says that it will take is what it takes. */
class DecoderRuntimeTest {
    /** A CPU device that remembers its arenas and may shrink one of them. */
    private static final class Witness implements Device {
        private final CpuDevice device = new CpuDevice(1);
        private final List<Arena> arenas = new ArrayList<>();
        private final String shrunk;

        Witness(String shrunk) {
            this.shrunk = shrunk;
        }

        @Override
        public String name() {
            return device.name();
        }

        @Override
        public Arena arena(String purpose, long bytes) {
            arenas.add(device.arena(purpose, purpose.equals(shrunk) ? bytes - 4 : bytes));
            return arenas.get(arenas.size() - 1);
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

    private static ExecutorSizes sizes(RandomGenerator random) {
        return new ExecutorSizes(
                1 + random.nextInt(30),
                1 + random.nextInt(30),
                1 + random.nextInt(30),
                1 + random.nextInt(5),
                50 + random.nextInt(30),
                random.nextInt(50),
                1 + random.nextInt(20));
    }

    private static DecoderRuntime open(TinyDecoder decoder, ExecutorSizes sizes, Kernels kernels, Device device) {
        return DecoderRuntime.open(
                decoder.compile(), decoder.slots(), decoder.source(), sizes, kernels, device, device.stream());
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theMemoryAnnouncedIsTheMemoryTaken(Family family) {
        for (TinyDecoder.Trains trains : TinyDecoder.Trains.values()) {
            long seed = System.nanoTime();
            RandomGenerator random = new SplittableRandom(seed);
            TinyDecoder decoder = TinyDecoder.random(random, family, trains);
            ExecutorSizes sizes = sizes(random);
            try (Witness witness = new Witness("")) {
                for (Kernels kernels : List.of(CpuKernels.vector(witness.device), CpuKernels.oracle(Precision.FLOAT))) {
                    witness.arenas.clear();
                    DecoderRuntime.Memory memory =
                            DecoderRuntime.memory(decoder.compile(), decoder.slots(), sizes, kernels);
                    open(decoder, sizes, kernels, witness).close();
                    List<Long> used = witness.arenas.stream().map(Arena::used).toList();
                    assertEquals(
                            List.of(memory.weights(), memory.adapters(), memory.executor()),
                            used,
                            () -> "seed " + seed + ", " + sizes + ", " + decoder);
                    assertEquals(used.stream().mapToLong(Long::longValue).sum(), memory.total());
                }
            }
        }
    }

    @Test
    void anArenaThatIsTooSmallIsNamed() {
        for (String purpose : List.of("weights", "adapters", "executor")) {
            TinyDecoder decoder = TinyDecoder.random(new SplittableRandom(9), Family.QWEN3, TinyDecoder.Trains.ADAPTER);
            try (Witness witness = new Witness(purpose)) {
                Exception error = assertThrows(
                        OutOfDeviceMemoryException.class,
                        () -> open(
                                decoder, sizes(new SplittableRandom(10)), CpuKernels.vector(witness.device), witness));
                assertTrue(error.getMessage().contains("does not fit arena " + purpose), error.getMessage());
                requireFreed(witness);
            }
        }
    }

    @Test
    void weightsThatCannotBeReadLeaveNothingBehind() {
        TinyDecoder decoder = TinyDecoder.random(new SplittableRandom(9), Family.LLAMA, TinyDecoder.Trains.NOTHING);
        try (Witness witness = new Witness("")) {
            assertThrows(
                    IllegalStateException.class,
                    () -> DecoderRuntime.open(
                            decoder.compile(),
                            decoder.slots(),
                            name -> {
                                throw new IllegalStateException("no " + name);
                            },
                            sizes(new SplittableRandom(10)),
                            CpuKernels.vector(witness.device),
                            witness,
                            witness.stream()));
            requireFreed(witness);
        }
    }

    private static void requireFreed(Witness witness) {
        for (Arena arena : witness.arenas) {
            assertThrows(IllegalStateException.class, () -> arena.ints("any", 0), "an arena is still open");
        }
    }
}
