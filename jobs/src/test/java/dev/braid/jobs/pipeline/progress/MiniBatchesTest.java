package dev.braid.jobs.pipeline.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.Simulation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MiniBatchesTest {
    private static final int SAMPLES = 8;
    /** Two replicas, then one. */
    private static final Plan PLAN = new Plan(
            "graph",
            List.of(
                    new Stage(0, List.of(0), List.of(), List.of(0, 1), 4, 1, 8, List.of(1)),
                    new Stage(1, List.of(1), List.of(), List.of(2), 4, 1, 4, List.of())));

    private static WorkerReport.MiniBatch report(int attempt, int stage, int replica, long iteration, double loss) {
        long start = 1_000_000 * (iteration + 1);
        return new WorkerReport.MiniBatch(
                attempt,
                stage,
                replica,
                iteration,
                loss,
                replica == 0 ? 0.5 : 0,
                start,
                start + 500_000,
                List.of(new ActionSpan(Kind.FORWARD.name(), 0, start, start + 250_000)));
    }

    @Test
    void aMiniBatchIsDoneWhenAllWorkersHaveDoneItInAnyOrder() {
        Random random = new Random(3);
        for (int round = 0; round < 50; round++) {
            MiniBatches miniBatches = new MiniBatches(PLAN, SAMPLES);
            List<WorkerReport.MiniBatch> reports =
                    new ArrayList<>(List.of(report(0, 0, 0, 0, 1), report(0, 0, 1, 0, 2), report(0, 1, 0, 0, 5)));
            Collections.shuffle(reports, random);
            assertEquals(Optional.empty(), miniBatches.add(reports.get(0)));
            assertEquals(Optional.empty(), miniBatches.add(reports.get(1)));
            MiniBatchDone done = miniBatches.add(reports.get(2)).orElseThrow();
            assertEquals(0, done.iteration());
            assertEquals(8.0 / SAMPLES + 1.0, done.loss(), 1e-12);
            assertEquals(0.5, done.seconds(), 1e-12);
            assertEquals(List.of(0.5, 0.5), done.bubbleShares());
            assertEquals(
                    List.of(0, 0, 1),
                    done.workers().stream().map(WorkerReport.MiniBatch::stage).toList());
        }
    }

    @Test
    void theNextAttemptForgetsWhatTheLastOneLeftAndItsLateReports() {
        MiniBatches miniBatches = new MiniBatches(PLAN, SAMPLES);
        miniBatches.add(report(0, 0, 0, 4, 1));
        miniBatches.add(report(0, 0, 1, 4, 1));
        assertEquals(Optional.empty(), miniBatches.add(report(1, 1, 0, 4, 1)));
        assertEquals(Optional.empty(), miniBatches.add(report(0, 1, 0, 4, 1)));
        miniBatches.add(report(1, 0, 0, 4, 1));
        assertTrue(miniBatches.add(report(1, 0, 1, 4, 1)).isPresent());
    }

    @Test
    void secondsRunFromOneEndToTheNext() {
        MiniBatches miniBatches = new MiniBatches(PLAN, SAMPLES);
        for (int iteration = 0; iteration < 3; iteration++) {
            miniBatches.add(report(0, 0, 0, iteration, 1));
            miniBatches.add(report(0, 0, 1, iteration, 1));
            double seconds =
                    miniBatches.add(report(0, 1, 0, iteration, 1)).orElseThrow().seconds();
            assertEquals(iteration == 0 ? 0.5 : 1, seconds, 1e-9);
        }
    }

    @Test
    void aMeasuredMiniBatchReadsLikeASimulatedOne() {
        MiniBatches miniBatches = new MiniBatches(PLAN, SAMPLES);
        miniBatches.add(report(0, 0, 0, 0, 1));
        miniBatches.add(report(0, 0, 1, 0, 1));
        MiniBatchDone done = miniBatches.add(report(0, 1, 0, 0, 1)).orElseThrow();
        Simulation measured = MeasuredMiniBatch.of(done, PLAN, SAMPLES);
        assertEquals(0.5, measured.iterationTime(), 1e-9);
        assertEquals(2, measured.timeline().size());
        assertEquals(2, measured.stages().size());
        assertEquals(0.25, measured.stages().get(1).busySeconds(), 1e-9);
    }
}
