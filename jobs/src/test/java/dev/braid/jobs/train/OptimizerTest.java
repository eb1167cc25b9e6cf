package dev.braid.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.exchange.PartialSum;
import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.math.Precision;
import dev.braid.ops.update.UpdateOracle;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OptimizerTest {
    private final CpuDevice device = new CpuDevice(1);

    @AfterEach
    void closeDevice() {
        device.close();
    }

    @Test
    void adamWStepsOnTheMeanGradientAsInThePaper() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int size = 50;
        double[] p = random.doubles(size).toArray();
        double[] m = new double[size];
        double[] v = new double[size];
        try (Optimizer optimizer = open(new UpdateRule.AdamW(0.9, 0.999, 1e-8, 0.1), OptionalDouble.empty(), p)) {
            for (int step = 1; step <= 5; step++) {
                float[] sum = new float[size];
                for (int i = 0; i < size; i++) {
                    sum[i] = (float) random.nextGaussian();
                    double g = sum[i] / 7.0;
                    m[i] = 0.9 * m[i] + 0.1 * g;
                    v[i] = 0.999 * v[i] + 0.001 * g * g;
                    double first = m[i] / (1 - Math.pow(0.9, step));
                    double second = v[i] / (1 - Math.pow(0.999, step));
                    p[i] = p[i] * (1 - 0.01 * 0.1) - 0.01 * first / (Math.sqrt(second) + 1e-8);
                }
                optimizer.apply(PartialSum.leaf(0, 7, 1, sum), 0.01, step);
            }
            assertArrayEquals(floats(p), optimizer.parameters(), 1e-5f, "seed " + seed);
        }
    }

    @Test
    void aLongGradientIsScaledToTheClipNormAndAShortOneLeftAlone() {
        try (Optimizer optimizer = open(new UpdateRule.Sgd(0), OptionalDouble.of(0.5), new double[2])) {
            double norm = optimizer.apply(PartialSum.leaf(0, 10, 1, new float[] {30, 40}), 1, 1);
            assertEquals(5, norm, 1e-6);
            assertArrayEquals(new float[] {-0.3f, -0.4f}, optimizer.parameters(), 1e-5f);
            optimizer.apply(PartialSum.leaf(0, 10, 1, new float[] {-3, 0}), 1, 2);
            assertArrayEquals(new float[] {0, -0.4f}, optimizer.parameters(), 1e-5f);
        }
    }

    @Test
    void aGradientThatIsNoNumberChangesNothing() {
        try (Optimizer optimizer = open(new UpdateRule.Sgd(0), OptionalDouble.empty(), new double[] {1, 2})) {
            Exception diverged = assertThrows(
                    DivergedException.class,
                    () -> optimizer.apply(PartialSum.leaf(0, 1, 1, new float[] {Float.NaN, 0}), 1, 3));
            assertTrue(diverged.getMessage().startsWith("gradient norm of step 3 is NaN"), diverged.getMessage());
            assertArrayEquals(new float[] {1, 2}, optimizer.parameters());
        }
    }

    private Optimizer open(UpdateRule rule, OptionalDouble clip, double[] initial) {
        return new Optimizer(rule, clip, floats(initial), device, new UpdateOracle(Precision.FLOAT));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
