package dev.braid.jobs.spark.pipeline;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.formats.BraidGraph;
import dev.braid.gpp.formats.PlanJson;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.jobs.pipeline.Job;
import dev.braid.stage.StageBorder;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;

/**
 * All that a worker is told; the same for every worker of an attempt. Travels as text, and every worker works out the
 * same job from it.
 *
 * @param model what computes
 * @param graph the costs, devices and training that the plan was made for, as {@link BraidGraph}
 * @param plan as {@link PlanJson}
 * @param schedule name of the {@link Schedule}
 * @param data folder of the table's shards
 * @param rows how rows are drawn
 * @param checkpoints folder
 * @param span which mini-batches
 * @param driver where reports go
 * @param waitMillis for another worker, at most
 */
public record PipelineOrder(
        Model model,
        String graph,
        String plan,
        String schedule,
        String data,
        Rows rows,
        String checkpoints,
        String fingerprint,
        Span span,
        Driver driver,
        long waitMillis)
        implements Serializable {
    /**
     * What computes.
     *
     * @param configuration of DL4J, as JSON
     * @param batchNorm name of a constant of the configuration key
     * @param dilation of the planned time, for workers that compute nothing; 0 for those that compute
     * @param links name of a constant of the configuration key
     */
    public record Model(String configuration, String inputs, String batchNorm, double dilation, String links)
            implements Serializable {}

    /** How rows are drawn: the seed of their order. */
    public record Rows(long seed) implements Serializable {}

    /**
     * Mini-batches of an attempt.
     *
     * @param attempt from 0
     * @param from iterations done before, which the checkpoint to start from has
     * @param to iterations to have done in the end
     * @param checkpointEvery iterations; 0 for the last alone
     */
    public record Span(int attempt, long from, long to, int checkpointEvery) implements Serializable {}

    /** Where the driver takes reports, and what it wants to be shown. */
    public record Driver(URI address, String secret) implements Serializable {
        @Override
        public String toString() {
            return "Driver[" + address + "]";
        }
    }

    /** What the plan was made for. */
    public Problem problem() {
        BraidGraph file = BraidGraph.parse("the order's graph", graph);
        return new Problem(
                file.graph(), file.devices().orElseThrow(), file.training().orElseThrow());
    }

    /** The cut. */
    public Plan plan(Problem problem) {
        try {
            Outcome outcome =
                    PlanJson.parse("the order's plan", plan, problem.graph()).outcome();
            return ((Outcome.Found) outcome).plan();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What all workers do, between these borders. */
    public Job job(Problem problem, List<StageBorder> borders) {
        Plan found = plan(problem);
        return new Job(
                found,
                Schedule.valueOf(schedule).programs(problem, found),
                borders,
                problem.training().miniBatch());
    }
}
