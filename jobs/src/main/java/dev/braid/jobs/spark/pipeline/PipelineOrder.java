package dev.braid.jobs.spark.pipeline;

import dev.braid.dl4j.stage.ModelDefinition;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.formats.BraidGraph;
import dev.braid.gpp.formats.PlanJson;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.jobs.link.LinkKind;
import dev.braid.jobs.pipeline.Job;
import dev.braid.jobs.pipeline.checkpoint.Manifest;
import dev.braid.stage.StageBorder;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
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
 * @param seed of the order of the rows
 * @param checkpoints their folder
 * @param start the checkpoint to begin with, as {@link Manifest}
 * @param span which mini-batches
 * @param driver where reports go
 * @param links name of a {@link LinkKind}
 * @param waitMillis for another worker, at most
 */
public record PipelineOrder(
        Model model,
        String graph,
        String plan,
        String schedule,
        String data,
        long seed,
        String checkpoints,
        String start,
        Span span,
        Driver driver,
        String links,
        long waitMillis)
        implements Serializable {
    /**
     * What computes.
     *
     * @param name for messages
     * @param configuration of DL4J, as JSON
     * @param inputs types of the inputs whose layers do not tell them
     * @param batchNormalisation name of a {@link ModelDefinition.BatchNormalisation}
     * @param dilation how many times the planned time emulated workers take; 0 for workers that compute
     */
    public record Model(
            String name,
            String configuration,
            HashMap<String, String> inputs,
            String batchNormalisation,
            double dilation)
            implements Serializable {
        /** The model, read again. */
        public ModelDefinition definition() {
            return ModelDefinition.parse(
                    name, configuration, inputs, ModelDefinition.BatchNormalisation.valueOf(batchNormalisation));
        }
    }

    /**
     * Mini-batches of an attempt.
     *
     * @param attempt from 0
     * @param from iterations done before, which the checkpoint to start from has
     * @param to iterations to have done in the end
     * @param checkpointEvery iterations; 0 for the last alone
     */
    public record Span(int attempt, long from, long to, int checkpointEvery) implements Serializable {
        /** Whether a checkpoint comes after so many iterations. */
        boolean saves(long iterations) {
            return iterations == to || checkpointEvery > 0 && iterations % checkpointEvery == 0;
        }
    }

    /**
     * The driver as workers see it.
     *
     * @param secret that it wants to be shown; the workers' links too
     */
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
