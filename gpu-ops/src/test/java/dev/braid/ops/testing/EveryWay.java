package dev.braid.ops.testing;

import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import java.util.function.Consumer;

/** Runs a contract on one, two and three threads, on the immediate and on the deferred stream, with fresh seeds. */
public final class EveryWay {
    private EveryWay() {}

    public static void run(int rounds, Consumer<Operands> contract) {
        for (int threads = 1; threads <= 3; threads++) {
            try (CpuDevice device = new CpuDevice(threads)) {
                for (CpuStream.Mode mode : CpuStream.Mode.values()) {
                    rounds(device, mode, rounds, contract);
                }
            }
        }
    }

    private static void rounds(CpuDevice device, CpuStream.Mode mode, int rounds, Consumer<Operands> contract) {
        for (int round = 0; round < rounds; round++) {
            long seed = System.nanoTime();
            try (Operands operands = new Operands(device, mode, seed)) {
                contract.accept(operands);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", " + threads(device) + " threads, " + mode, e);
            }
        }
    }

    private static int threads(CpuDevice device) {
        return device.pool().threads();
    }
}
