package dev.braid.ops.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.testing.EveryWay;
import dev.braid.ops.testing.Operands;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every implementation of ReLU must do. */
class ReluContractTest {
    @Test
    void allImplementationsGiveTheSameBits() {
        EveryWay.run(20, operands -> {
            Random random = operands.random();
            Matrix x = operands.matrix(1 + random.nextInt(50), 1 + random.nextInt(300));
            Matrix dy = operands.matrix(x.rows(), x.cols());
            Matrix[] expected = all(operands, new ReluOracle(), x, dy);
            Matrix[] found = all(operands, new ReluVector(operands.device().pool()), x, dy);
            operands.requireSameBits("y", expected[0], found[0]);
            operands.requireSameBits("dx", expected[1], found[1]);
        });
    }

    private static Matrix[] all(Operands operands, Relu relu, Matrix x, Matrix dy) {
        Matrix y = operands.poisoned(x.rows(), x.cols());
        Matrix dx = operands.poisoned(x.rows(), x.cols());
        operands.run(stream -> {
            relu.forward(stream, x, y);
            relu.backward(stream, x, dy, dx);
        });
        return new Matrix[] {y, dx};
    }

    @Test
    void keepsWhatIsPositive() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, System.nanoTime())) {
            Matrix x = operands.matrix(4, 9);
            Matrix dy = operands.matrix(4, 9);
            Matrix[] results = all(operands, new ReluOracle(), x, dy);
            for (int i = 0; i < 36; i++) {
                float value = x.get(i / 9, i % 9);
                assertEquals(Math.max(0, value), results[0].get(i / 9, i % 9));
                assertEquals(value > 0 ? dy.get(i / 9, i % 9) : 0, results[1].get(i / 9, i % 9));
            }
        }
    }

    @Test
    void aWrongShapeIsNamed() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, 1)) {
            Matrix x = operands.matrix(2, 3);
            for (Relu relu : List.of(new ReluOracle(), new ReluVector(device.pool()))) {
                IllegalArgumentException error = assertThrows(
                        IllegalArgumentException.class, () -> relu.forward(device.stream(), x, operands.matrix(2, 4)));
                assertTrue(error.getMessage().contains("x is [2, 3], expected [2, 4]"), error.getMessage());
            }
        }
    }
}
