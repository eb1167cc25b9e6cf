package dev.braid.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.decoder.DecoderModel;
import dev.braid.model.decoder.TrainingGraphs;
import dev.braid.model.files.Family;
import dev.braid.model.pass.Lower;
import dev.braid.model.pass.Rematerialise;
import dev.braid.model.program.Program;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that compute tensors again give the bits of programs that save them, in windows of any size. */
class RematerialisedTrainingTest {
    private static final int ROUNDS = 10;

    @ParameterizedTest
    @EnumSource(Family.class)
    void sameBits(Family family) {
        for (TinyDecoder.Trains trains : List.of(TinyDecoder.Trains.ADAPTER, TinyDecoder.Trains.EVERYTHING)) {
            for (int round = 0; round < ROUNDS; round++) {
                compare(family, trains);
            }
        }
    }

    private static void compare(Family family, TinyDecoder.Trains trains) {
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        TinyDecoder decoder = TinyDecoder.random(random, family, trains);
        Rematerialise share = new Rematerialise(random.nextInt(3) / 2.0 * random.nextDouble());
        TrainingGraphs graphs = TrainingGraphs.of(decoder.config(), decoder.slots(), decoder.method(), share);
        DecoderModel saving = model(decoder, graphs, Lower.training(graphs.forward(), graphs.pruned()));
        DecoderModel computing = model(decoder, graphs, Lower.training(graphs.forward(), graphs.rematerialised()));
        Workload work = Workload.random(random, decoder, CoServing.LONGEST);
        CoServing.Setting setting = CoServing.Setting.plain();
        Workload.Results expected = CoServing.alone(decoder, saving, work, setting);
        Workload.Results actual = CoServing.together(decoder, computing, work, setting, random);
        assertEquals("", expected.difference(actual), () -> "seed " + seed + ", " + share + ", " + decoder);
        assertTrue(saved(computing) <= saved(saving), () -> "seed " + seed);
    }

    private static DecoderModel model(TinyDecoder decoder, TrainingGraphs graphs, Program program) {
        return new DecoderModel(decoder.config(), decoder.method(), program, graphs.layout());
    }

    private static int saved(DecoderModel model) {
        return model.program().training().saved().stream()
                .mapToInt(Program.SavedTensor::width)
                .sum();
    }
}
