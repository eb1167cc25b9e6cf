package dev.braid.ops.rope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.testing.EveryWay;
import dev.braid.ops.testing.Operands;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every implementation of the rotary embedding must do, and what its table holds. */
class RopeContractTest {
    private static final RopeScaling LLAMA3 = new RopeScaling(8, 1, 4, 8192);

    @Test
    void allImplementationsGiveTheSameBits() {
        EveryWay.run(25, operands -> {
            Random random = operands.random();
            int headDim = 2 * (1 + random.nextInt(70));
            int rows = 1 + random.nextInt(random.nextInt(4) == 0 ? 100 : 9);
            Matrix table = operands.matrix(30, headDim);
            RopeTable.fill(table, 10_000, Optional.empty());
            Matrix x = operands.matrix(rows, headDim * (1 + random.nextInt(5)));
            Ints position = operands.ints(random.ints(rows, 0, 30).toArray());
            Rope fast = new RopeVector(operands.device().pool());
            Matrix there = rotated(operands, fast, x, headDim, table, position);
            operands.requireSameBits(
                    "rotated", rotated(operands, new RopeOracle(Precision.FLOAT), x, headDim, table, position), there);
            operands.requireClose(
                    "rotated",
                    rotated(operands, new RopeOracle(Precision.DOUBLE), x, headDim, table, position),
                    there,
                    1e-6);
            Matrix back = operands.copy(there);
            Matrix oracleBack = operands.copy(there);
            operands.run(stream -> {
                fast.rotateBack(stream, back, headDim, table, position);
                new RopeOracle(Precision.FLOAT).rotateBack(stream, oracleBack, headDim, table, position);
            });
            operands.requireSameBits("rotated back", oracleBack, back);
            operands.requireClose("there and back", x, back, 1e-5);
        });
    }

    private static Matrix rotated(Operands operands, Rope rope, Matrix x, int headDim, Matrix table, Ints position) {
        Matrix y = operands.copy(x);
        operands.run(stream -> rope.rotate(stream, y, headDim, table, position));
        return y;
    }

    @Test
    void theTableHoldsTheAnglesOfItsDefinition() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, 1)) {
            Matrix table = operands.poisoned(50, 12);
            RopeTable.fill(table, 500_000, Optional.empty());
            for (int p = 0; p < 50; p++) {
                for (int i = 0; i < 6; i++) {
                    double angle = p * Math.pow(500_000, -2.0 * i / 12);
                    assertEquals(Math.cos(angle), table.get(p, i), 1e-5);
                    assertEquals(Math.sin(angle), table.get(p, 6 + i), 1e-5);
                }
            }
        }
    }

    @Test
    void scalingKeepsShortWavesStretchesLongOnesAndJoinsThemSmoothly() {
        float shortWave = 1f;
        float longWave = (float) (2 * Math.PI / 9000);
        assertEquals(shortWave, LLAMA3.apply(shortWave));
        assertEquals(longWave / 8, LLAMA3.apply(longWave));
        // Halfway between the factors 1 and 4: 8192 / wavelength = 2.5 gives the mean of both.
        float middle = (float) (2 * Math.PI * 2.5 / 8192);
        assertEquals(middle * (1 + 1.0 / 8) / 2, LLAMA3.apply(middle), 1e-7);
    }

    @Test
    void whatDoesNotFitIsNamed() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, 1)) {
            for (Rope rope : List.of(new RopeOracle(Precision.FLOAT), new RopeVector(device.pool()))) {
                Matrix table = operands.matrix(3, 4);
                RuntimeException odd = assertThrows(
                        RuntimeException.class,
                        () -> rotated(operands, rope, operands.matrix(1, 9), 3, table, operands.ints(0)));
                assertTrue(odd.getMessage().contains("headDim is 3, must be even"), odd.getMessage());
                RuntimeException past = assertThrows(
                        RuntimeException.class,
                        () -> rotated(operands, rope, operands.matrix(1, 8), 4, table, operands.ints(3)));
                assertTrue(past.getMessage().contains("position[0] is 3, must be in [0, 3)"), past.getMessage());
            }
        }
        RuntimeException error = assertThrows(RuntimeException.class, () -> new RopeScaling(8, 4, 1, 8192));
        assertTrue(error.getMessage().contains("high_freq_factor is 1.0, must be above low_freq_factor"));
    }
}
