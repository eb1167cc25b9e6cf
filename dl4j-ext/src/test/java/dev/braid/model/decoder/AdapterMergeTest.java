package dev.braid.model.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.Lab;
import dev.braid.model.TinyDecoder;
import dev.braid.model.files.Family;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.program.AdapterShape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdapterMergeTest {
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @EnumSource(Family.class)
    void theMergedModelAnswersAsBaseAndAdapter(Family family) {
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        TinyDecoder decoder = TinyDecoder.random(random, family, TinyDecoder.Trains.NOTHING);
        // Sharp attention would magnify the rounding of the merged weights beyond what the merge is to blame for.
        halve(decoder.base());
        decoder.adapters().forEach(AdapterMergeTest::halve);
        AdapterShape shape = decoder.slots().get(0);
        if (shape.bypasses().get(0) instanceof AdapterShape.Bottleneck) {
            Exception error = assertThrows(IllegalArgumentException.class, () -> merge(decoder));
            assertTrue(error.getMessage().contains("serve it as an adapter"), error.getMessage());
            return;
        }
        int[] ids = random.ints(20, 0, decoder.config().vocabSize()).toArray();
        float[] merged = merge(decoder);
        TinyDecoder folded = new TinyDecoder(decoder.config(), List.of(), decoder.method(), merged, List.of());
        float[][] expected = logits(decoder, ids, 0);
        float[][] actual = logits(folded, ids, -1);
        String where = "seed " + seed + ", " + decoder;
        assertTrue(error(expected, actual) < TOLERANCE, () -> error(expected, actual) + ", " + where);
    }

    private static float[] merge(TinyDecoder decoder) {
        return AdapterMerge.merge(
                decoder.config(),
                decoder.base(),
                decoder.slots().get(0),
                decoder.adapters().get(0));
    }

    private static void halve(float[] weights) {
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= 2;
        }
    }

    /** Largest difference relative to the largest logit. */
    private static double error(float[][] expected, float[][] actual) {
        double largest = 0;
        double difference = 0;
        for (int t = 0; t < expected.length; t++) {
            for (int i = 0; i < expected[t].length; i++) {
                largest = Math.max(largest, Math.abs(expected[t][i]));
                difference = Math.max(difference, Math.abs(expected[t][i] - actual[t][i]));
            }
        }
        return difference / largest;
    }

    private static float[][] logits(TinyDecoder decoder, int[] ids, int adapter) {
        try (Lab lab = new Lab(decoder.compile(), decoder.slots(), decoder.source())) {
            for (int slot = 0; slot < decoder.slots().size(); slot++) {
                lab.install(slot, decoder.adapters().get(slot));
            }
            return lab.logits(ids, adapter);
        }
    }

    @Test
    void onlyBypassedWeightsChange() {
        RandomGenerator random = new SplittableRandom(4);
        ModelConfig config = TinyDecoder.config(random, Family.QWEN2);
        AdapterShape shape = TinyDecoder.shape(random, config, TinyDecoder.Kind.LORA);
        TinyDecoder decoder = TinyDecoder.of(random, config, List.of(shape), new TrainingMethod.None());
        float[] before = decoder.base().clone();
        float[] merged = AdapterMerge.merge(
                decoder.config(), decoder.base(), shape, decoder.adapters().get(0));
        assertArrayEquals(before, decoder.base(), "the base is not touched");
        BaseParameters.layout(decoder.config()).entries().forEach(entry -> {
            boolean bypassed = shape.bypasses().stream()
                    .anyMatch(bypass -> entry.param().name().equals(bypass.module() + ".weight"));
            int changed = 0;
            for (int i = 0; i < entry.param().count(); i++) {
                changed += merged[entry.offset() + i] != before[entry.offset() + i] ? 1 : 0;
            }
            assertEquals(bypassed, changed > 0, entry.param().name());
        });
    }
}
