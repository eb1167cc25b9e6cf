package dev.braid.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.braid.model.decoder.TrainingMethod;
import dev.braid.model.files.Family;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.program.AdapterShape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Adapters of all kinds in one bank: each row has the bits that it has when its adapter is the only one there is. */
class MixedAdaptersTest {
    private static final int ROUNDS = 4;

    @ParameterizedTest
    @EnumSource(Family.class)
    void anAdapterDoesNotSeeTheOthers(Family family) {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            RandomGenerator random = new SplittableRandom(seed);
            ModelConfig config = TinyDecoder.config(random, family);
            List<AdapterShape> shapes = new ArrayList<>();
            for (TinyDecoder.Kind kind : TinyDecoder.Kind.values()) {
                shapes.add(TinyDecoder.shape(random, config, kind));
                shapes.add(TinyDecoder.shape(random, config, kind));
            }
            TinyDecoder all = TinyDecoder.of(random, config, shapes, new TrainingMethod.None());
            int[] ids = random.ints(12, 0, config.vocabSize()).toArray();
            for (int slot = -1; slot < shapes.size(); slot++) {
                float[][] expected = logits(alone(all, slot), ids, Math.min(slot, 0));
                assertArrayEquals(expected, logits(all, ids, slot), "slot " + slot + ", seed " + seed + ", " + all);
            }
        }
    }

    private static TinyDecoder alone(TinyDecoder all, int slot) {
        return slot < 0
                ? new TinyDecoder(all.config(), List.of(), all.method(), all.base(), List.of())
                : new TinyDecoder(
                        all.config(),
                        List.of(all.slots().get(slot)),
                        all.method(),
                        all.base(),
                        List.of(all.adapters().get(slot)));
    }

    private static float[][] logits(TinyDecoder decoder, int[] ids, int adapter) {
        try (Lab lab = new Lab(decoder.compile(), decoder.slots(), decoder.source())) {
            for (int slot = 0; slot < decoder.slots().size(); slot++) {
                lab.install(slot, decoder.adapters().get(slot));
            }
            return lab.logits(ids, adapter);
        }
    }
}
