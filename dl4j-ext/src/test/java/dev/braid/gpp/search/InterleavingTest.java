package dev.braid.gpp.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterleavingTest {
    /** GraphPipe's example: micro-batches of 1, 2 and 4 give 10, 8 and 4 in flight with turns of 2, 2 and 1. */
    @Test
    void turnsAsLongAsTheSuccessors() {
        List<Stage> stages = List.of(stage(0, 1, List.of(1)), stage(1, 2, List.of(2)), stage(2, 4, List.of()));
        Plan plan = Interleaving.of(new Plan("graph", InFlight.fill(stages, 64)));
        assertEquals(
                List.of(2, 2, 1), plan.stages().stream().map(Stage::interleave).toList());
        assertEquals(
                List.of(10, 8, 4), plan.stages().stream().map(Stage::inFlight).toList());
        assertEquals(InFlight.fill(plan.stages(), 64), plan.stages());
    }

    private static Stage stage(int id, int microBatch, List<Integer> successors) {
        return new Stage(id, List.of(id), List.of(), List.of(id), microBatch, 1, microBatch, successors);
    }
}
