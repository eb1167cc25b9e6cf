package dev.braid.gpp.rival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.formats.PiperInput;
import dev.braid.gpp.rival.PiperOracle.Modes;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Piper's and 2BW's own planners against every pipeline there is, on small graphs. */
class OriginalPiperTest {
    private static final int ROUNDS = 40;

    @Test
    void piperIsOptimalWhereThereIsNothingToRecompute() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            PiperInput input = PiperInputs.random(new Random(seed), 1);
            assertEquals(PiperOracle.best(input, Modes.ANY), piper(input), 1e-9, "seed " + seed);
        }
    }

    /** Its knapsack is a heuristic: no better than the best choice, no worse than one for the whole stage. */
    @Test
    void piperChoosesModesWell() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            PiperInput input = PiperInputs.random(new Random(seed), 2);
            double seconds = piper(input);
            assertTrue(seconds >= PiperOracle.best(input, Modes.ANY) - 1e-9, "seed " + seed);
            assertTrue(seconds <= PiperOracle.best(input, Modes.THE_SAME_IN_A_STAGE) + 1e-9, "seed " + seed);
        }
    }

    /** What the plan says of itself; infinite without one. */
    private static double piper(PiperInput input) {
        return seconds(input, OriginalPiper.plan(input));
    }

    private static double seconds(PiperInput input, OriginalOutcome<PiperPlan> outcome) {
        if (outcome instanceof OriginalOutcome.Found<PiperPlan> found) {
            assertEquals(PiperOracle.seconds(input, found.plan()), found.plan().secondsPerSample(), 1e-9);
            return found.plan().secondsPerSample();
        }
        return Double.POSITIVE_INFINITY;
    }

    @Test
    void twoBwIsValidAndNoBetter() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            PiperInput input = PiperInputs.random(new Random(seed), 2);
            double seconds = seconds(input, OriginalTwoBw.plan(input));
            assertTrue(seconds >= piper(input) - 1e-9, "seed " + seed);
        }
    }

    @Test
    void tooLittleMemoryIsInfeasible() {
        PiperInput input = PiperInputs.random(new Random(1), 2);
        PiperInput tight = new PiperInput(2, 1e-3, 1, 4, input.nodes(), input.edges());
        OriginalOutcome.Infeasible<?> none =
                assertInstanceOf(OriginalOutcome.Infeasible.class, OriginalPiper.plan(tight));
        assertEquals("no pipeline fits 0.001 bytes on each of 2 devices", none.reason());
    }
}
