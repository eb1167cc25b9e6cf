package dev.braid.model.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.TinyDecoder;
import dev.braid.model.files.Family;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.files.TargetModules;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.TrainableLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What training begins from. */
class InitialWeightsTest {
    @ParameterizedTest
    @EnumSource(Family.class)
    void normsAreOneBiasesZeroTheRestNormal(Family family) {
        ModelConfig config = TinyDecoder.config(new SplittableRandom(6), family);
        float[] flat = BaseParameters.initial(config, 42);
        double sum = 0;
        double squares = 0;
        int beyondTwoDeviations = 0;
        int count = 0;
        for (TrainableLayout.Entry entry : BaseParameters.layout(config).entries()) {
            float[] values = values(flat, entry);
            if (entry.param().name().endsWith("norm.weight")) {
                assertArrayEquals(
                        filled(values.length, 1), values, entry.param().name());
            } else if (entry.param().name().endsWith(".bias")) {
                assertArrayEquals(
                        filled(values.length, 0), values, entry.param().name());
            } else {
                for (float value : values) {
                    sum += value;
                    squares += value * (double) value;
                    beyondTwoDeviations += Math.abs(value) > 0.04 ? 1 : 0;
                }
                count += values.length;
            }
        }
        double deviation = Math.sqrt(squares / count);
        assertEquals(0, sum / count, 5 * 0.02 / Math.sqrt(count), "mean of " + count);
        assertEquals(0.02, deviation, 5 * 0.02 / Math.sqrt(2 * count), "deviation of " + count);
        assertEquals(0.0455, beyondTwoDeviations / (double) count, 5 * Math.sqrt(0.0455 / count), "tails");
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void anAdapterBeginsAsNoChange(Family family) {
        ModelConfig config = TinyDecoder.config(new SplittableRandom(7), family);
        AdapterShape shape = TinyDecoder.shape(config, 5, TargetModules.all());
        float[] flat = Adapters.initial(shape, 42);
        for (AdapterShape.Bypass any : shape.bypasses()) {
            AdapterShape.Lora bypass = (AdapterShape.Lora) any;
            float[] a = values(flat, entry(shape.layout(), bypass.a().name()));
            float[] b = values(flat, entry(shape.layout(), bypass.b().name()));
            assertArrayEquals(filled(b.length, 0), b, bypass.b().name());
            double bound = 1 / Math.sqrt(bypass.a().cols());
            double largest = 0;
            double mean = 0;
            for (float value : a) {
                largest = Math.max(largest, Math.abs(value));
                mean += value / a.length;
            }
            assertTrue(largest <= bound && largest > 0.7 * bound, bypass.a().name() + " reaches " + largest);
            assertEquals(
                    0, mean, 5 * bound / Math.sqrt(3 * a.length), bypass.a().name());
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theSeedDecidesAndEveryMatrixDiffers(Family family) {
        ModelConfig config = TinyDecoder.config(new SplittableRandom(8), family);
        assertArrayEquals(BaseParameters.initial(config, 1), BaseParameters.initial(config, 1));
        assertTrue(!Arrays.equals(BaseParameters.initial(config, 1), BaseParameters.initial(config, 2)));
        AdapterShape shape = TinyDecoder.shape(config, 2, TargetModules.all());
        float[] flat = Adapters.initial(shape, 1);
        assertArrayEquals(flat, Adapters.initial(shape, 1));
        long firsts = shape.bypasses().stream()
                .map(bypass -> flat[
                        entry(shape.layout(), bypass.params().get(0).name()).offset()])
                .distinct()
                .count();
        assertEquals(shape.bypasses().size(), firsts);
    }

    private static TrainableLayout.Entry entry(TrainableLayout layout, String name) {
        return layout.entries().stream()
                .filter(entry -> entry.param().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static float[] values(float[] flat, TrainableLayout.Entry entry) {
        return Arrays.copyOfRange(
                flat, entry.offset(), entry.offset() + (int) entry.param().count());
    }

    private static float[] filled(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }
}
