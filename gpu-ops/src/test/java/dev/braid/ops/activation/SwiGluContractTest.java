package dev.braid.ops.activation;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.testing.EveryWay;
import dev.braid.ops.testing.Operands;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every implementation of SwiGLU must do. */
class SwiGluContractTest {
    private record Result(Matrix y, Matrix dGate, Matrix dUp) {}

    private static Result all(Operands operands, SwiGlu swiGlu, Matrix gate, Matrix up, Matrix dy) {
        Result result = new Result(
                operands.poisoned(gate.rows(), gate.cols()),
                operands.poisoned(gate.rows(), gate.cols()),
                operands.poisoned(gate.rows(), gate.cols()));
        operands.run(stream -> {
            swiGlu.forward(stream, gate, up, result.y);
            swiGlu.backward(stream, gate, up, dy, result.dGate, result.dUp);
        });
        return result;
    }

    @Test
    void allImplementationsGiveTheSameBits() {
        EveryWay.run(25, operands -> {
            Random random = operands.random();
            int rows = 1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 9);
            int cols = 1 + random.nextInt(300);
            // Wide enough that the exponential overflows and underflows now and then.
            Matrix gate = operands.matrix(rows, cols, random.nextBoolean() ? 2 : 60);
            Matrix up = operands.matrix(rows, cols);
            Matrix dy = operands.matrix(rows, cols);
            Result fast = all(operands, new SwiGluVector(operands.device().pool()), gate, up, dy);
            Result oracle = all(operands, new SwiGluOracle(Precision.FLOAT), gate, up, dy);
            Result exact = all(operands, new SwiGluOracle(Precision.DOUBLE), gate, up, dy);
            operands.requireSameBits("y", oracle.y, fast.y);
            operands.requireSameBits("dGate", oracle.dGate, fast.dGate);
            operands.requireSameBits("dUp", oracle.dUp, fast.dUp);
            operands.requireClose("y", exact.y, fast.y, 1e-6);
            operands.requireClose("dGate", exact.dGate, fast.dGate, 1e-5);
            operands.requireClose("dUp", exact.dUp, fast.dUp, 1e-6);
        });
    }

    @Test
    void gradientsAreThoseOfTheForwardPass() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, System.nanoTime())) {
            SwiGlu exact = new SwiGluOracle(Precision.DOUBLE);
            Matrix gate = operands.matrix(5, 6);
            Matrix up = operands.matrix(5, 6);
            Matrix dy = operands.matrix(5, 6);
            Result result = all(operands, exact, gate, up, dy);
            for (int i = 0; i < 30; i++) {
                int r = i / 6;
                int c = i % 6;
                operands.requireClose("dGate", slope(operands, gate, r, c, gate, up, dy), result.dGate.get(r, c), 2e-3);
                operands.requireClose("dUp", slope(operands, up, r, c, gate, up, dy), result.dUp.get(r, c), 2e-3);
            }
        }
    }

    private static double slope(Operands operands, Matrix input, int r, int c, Matrix gate, Matrix up, Matrix dy) {
        SwiGlu exact = new SwiGluOracle(Precision.DOUBLE);
        float held = input.get(r, c);
        float step = 1f / 256;
        input.set(r, c, held + step);
        double above = all(operands, exact, gate, up, dy).y.get(r, c);
        input.set(r, c, held - step);
        double below = all(operands, exact, gate, up, dy).y.get(r, c);
        input.set(r, c, held);
        return (above - below) / (2 * step) * dy.get(r, c);
    }

    @Test
    void aWrongShapeIsNamed() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, 1)) {
            Matrix gate = operands.matrix(2, 3);
            for (SwiGlu swiGlu : List.of(new SwiGluOracle(Precision.FLOAT), new SwiGluVector(device.pool()))) {
                IllegalArgumentException error = assertThrows(
                        IllegalArgumentException.class,
                        () -> swiGlu.forward(device.stream(), gate, operands.matrix(2, 4), gate));
                assertTrue(error.getMessage().contains("up is [2, 4], expected [2, 3]"), error.getMessage());
            }
        }
    }
}
