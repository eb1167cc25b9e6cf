package dev.braid.gpp.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The worked examples of the GraphPipe paper. */
class InFlightTest {
    @Test
    void growingMicroBatches() {
        List<Stage> stages = List.of(stage(0, 1, 2, 1), stage(1, 2, 2, 2), stage(2, 4, 1));
        assertEquals(List.of(10, 8, 4), inFlight(stages, 100));
    }

    @Test
    void equalMicroBatches() {
        List<Stage> stages = List.of(stage(0, 4, 1, 1), stage(1, 4, 1, 2), stage(2, 4, 1));
        assertEquals(List.of(12, 8, 4), inFlight(stages, 100));
    }

    @Test
    void branchesOfCandleUno() {
        // Four branches, a stage that joins them, a last one.
        List<Stage> graph = List.of(
                stage(0, 64, 1, 4),
                stage(1, 64, 1, 4),
                stage(2, 64, 1, 4),
                stage(3, 64, 1, 4),
                stage(4, 64, 1, 5),
                stage(5, 64, 1));
        assertEquals(List.of(192, 192, 192, 192, 128, 64), inFlight(graph, 1024));
        List<Stage> sequential = List.of(
                stage(0, 64, 1, 1),
                stage(1, 64, 1, 2),
                stage(2, 64, 1, 3),
                stage(3, 64, 1, 4),
                stage(4, 64, 1, 5),
                stage(5, 64, 1));
        assertEquals(List.of(384, 320, 256, 192, 128, 64), inFlight(sequential, 1024));
    }

    @Test
    void neverMoreThanTheMiniBatch() {
        List<Stage> stages = List.of(stage(0, 4, 1, 1), stage(1, 4, 1, 2), stage(2, 4, 1));
        assertEquals(List.of(8, 8, 4), inFlight(stages, 8));
    }

    private static Stage stage(int id, int microBatch, int interleave, Integer... successors) {
        return new Stage(id, List.of(id), List.of(), List.of(id), microBatch, interleave, 0, List.of(successors));
    }

    private static List<Integer> inFlight(List<Stage> stages, int miniBatch) {
        return InFlight.fill(stages, miniBatch).stream().map(Stage::inFlight).toList();
    }
}
