package dev.braid.ops.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.ops.activation.Dropout.Mask;
import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import dev.braid.ops.memory.Ints;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.testing.EveryWay;
import dev.braid.ops.testing.Operands;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every implementation of dropout must do. */
class DropoutContractTest {
    private static Matrix apply(Operands operands, Dropout dropout, Matrix x, Mask mask, Ints sample, Ints position) {
        Matrix y = operands.poisoned(x.rows(), x.cols());
        operands.run(stream -> dropout.apply(stream, x, mask, sample, position, y));
        return y;
    }

    @Test
    void allImplementationsGiveTheSameBits() {
        EveryWay.run(25, operands -> {
            Random random = operands.random();
            int rows = 1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 9);
            Matrix x = operands.matrix(rows, 1 + random.nextInt(300));
            Ints sample = operands.ints(random.ints(rows, -1, 5).toArray());
            Ints position = operands.ints(random.ints(rows, 0, 5000).toArray());
            Mask mask = new Mask(random.nextLong(), random.nextInt(), random.nextFloat());
            Matrix fast = apply(operands, new DropoutVector(operands.device().pool()), x, mask, sample, position);
            operands.requireSameBits(
                    "y", apply(operands, new DropoutOracle(Precision.FLOAT), x, mask, sample, position), fast);
            operands.requireClose(
                    "y", apply(operands, new DropoutOracle(Precision.DOUBLE), x, mask, sample, position), fast, 1e-5);
        });
    }

    @Test
    void aTokensMaskIsTheSameInAnyBatchAndRowsOfInferenceAreCopied() {
        EveryWay.run(5, operands -> {
            Random random = operands.random();
            Matrix x = operands.matrix(30, 65);
            Ints sample = operands.ints(random.ints(30, -1, 3).toArray());
            Ints position = operands.ints(random.ints(30, 0, 5000).toArray());
            Mask mask = new Mask(random.nextLong(), random.nextInt(), 0.5f);
            Dropout dropout = new DropoutVector(operands.device().pool());
            Matrix together = apply(operands, dropout, x, mask, sample, position);
            for (int r = 0; r < 30; r++) {
                Matrix alone = apply(operands, dropout, x.rows(r, 1), mask, sample.slice(r, 1), position.slice(r, 1));
                operands.requireSameBits("row " + r, together.rows(r, 1), alone);
                if (sample.get(r) < 0) {
                    operands.requireSameBits("row of inference", x.rows(r, 1), alone);
                }
            }
        });
    }

    /** Any two of seed, site, sample, position and column tell elements apart; keeps come as often as they should. */
    @Test
    void masksAreAsOftenSetAsAskedForAndIndependent() {
        try (CpuDevice device = new CpuDevice(1);
                Operands operands = new Operands(device, CpuStream.Mode.IMMEDIATE, System.nanoTime())) {
            long seed = operands.random().nextLong();
            Mask[] masks = {new Mask(seed, 1, 0.3f), new Mask(seed, 2, 0.3f), new Mask(seed + 1, 1, 0.3f)};
            for (int other = 0; other < 5; other++) {
                boolean[] first = kept(operands, masks[0], 0, 0);
                boolean[] second = switch (other) {
                    case 0 -> kept(operands, masks[1], 0, 0);
                    case 1 -> kept(operands, masks[2], 0, 0);
                    case 2 -> kept(operands, masks[0], 1, 0);
                    case 3 -> kept(operands, masks[0], 0, 1);
                    default -> shifted(first);
                };
                requireShare(operands, 0.7, first, first);
                requireShare(operands, 0.7, second, second);
                requireShare(operands, 0.49, first, second);
            }
        }
    }

    private static boolean[] kept(Operands operands, Mask mask, int sample, int position) {
        Matrix x = operands.matrix(200, 501);
        for (int i = 0; i < 200 * 501; i++) {
            x.set(i / 501, i % 501, 1);
        }
        Ints samples = operands.ints(IntStream.generate(() -> sample).limit(200).toArray());
        Ints positions = operands.ints(IntStream.range(position, position + 200).toArray());
        Matrix y = apply(operands, new DropoutOracle(Precision.FLOAT), x, mask, samples, positions);
        boolean[] kept = new boolean[200 * 501];
        for (int i = 0; i < kept.length; i++) {
            float value = y.get(i / 501, i % 501);
            assertTrue(value == 0 || value == 1 / (1 - 0.3f), operands.name());
            kept[i] = value != 0;
        }
        return kept;
    }

    private static boolean[] shifted(boolean[] values) {
        boolean[] shifted = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            shifted[i] = values[(i + 1) % values.length];
        }
        return shifted;
    }

    private static void requireShare(Operands operands, double share, boolean[] a, boolean[] b) {
        int both = 0;
        for (int i = 0; i < a.length; i++) {
            both += a[i] && b[i] ? 1 : 0;
        }
        double deviation = Math.sqrt(share * (1 - share) / a.length);
        assertEquals(share, both / (double) a.length, 6 * deviation, operands.name());
    }

    @Test
    void aProbabilityOutsideItsRangeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Mask(0, 0, 1f));
        assertThrows(IllegalArgumentException.class, () -> new Mask(0, 0, Float.NaN));
    }
}
