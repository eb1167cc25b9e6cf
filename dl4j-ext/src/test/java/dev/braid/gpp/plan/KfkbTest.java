package dev.braid.gpp.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.braid.gpp.plan.Action.Kind;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KfkbTest {
    @Test
    void forwardsAndBackwardsInTurn() {
        assertEquals("F0 B0 F1 B1 F2 B2 F3 B3", passes(2, 1, 2));
        assertEquals("F0 F1 B0 F2 B1 F3 B2 B3", passes(2, 1, 4));
        assertEquals("F0 F1 F2 B0 B1 F3 B2 B3", passes(2, 2, 6));
        assertEquals("F0 F1 F2 F3 B0 B1 B2 B3", passes(2, 1, 8));
    }

    @Test
    void aTurnIsAtMostWhatIsInFlight() {
        assertEquals("F0 B0 F1 B1 F2 B2 F3 B3", passes(2, 3, 2));
    }

    @Test
    void programsEndWithAllReduceAndUpdate() {
        Plan plan = new Plan("test", List.of(stage(4, 1, 4)));
        assertEquals(
                "[FORWARD 0, BACKWARD 0, FORWARD 1, BACKWARD 1, ALL_REDUCE, UPDATE]",
                Kfkb.programs(plan, 8).get(0).actions().toString());
    }

    @Test
    void noSamplesInFlightIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> passes(2, 1, 0));
    }

    private static String passes(int microBatch, int interleave, int inFlight) {
        return Kfkb.passes(stage(microBatch, interleave, inFlight), 8, Kind.BACKWARD).stream()
                .map(pass -> pass.toString().substring(0, 1) + pass.microBatch())
                .collect(Collectors.joining(" "));
    }

    private static Stage stage(int microBatch, int interleave, int inFlight) {
        return new Stage(0, List.of(0), List.of(), List.of(0), microBatch, interleave, inFlight, List.of());
    }
}
