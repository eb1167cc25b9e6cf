package dev.braid.jobs.spark.pipeline;

import dev.braid.dl4j.profile.Profiling;
import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.formats.BraidGraph;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** Measures a model's vertices where they will run: on an executor, in a task of its own. */
public final class ExecutorProfile {
    private static final int WARM_UPS = 3;
    private static final int RUNS = 10;

    private ExecutorProfile() {}

    /** @param samples of the smaller of the two batches that are measured */
    public static CostGraph measure(JavaSparkContext spark, PipelineOrder.Model model, int samples) {
        spark.setJobDescription("profile of " + model.name());
        String json = spark.parallelize(List.of(samples), 1)
                .map(count -> measure(model, count))
                .collect()
                .get(0);
        return BraidGraph.parse("the profile", json).graph();
    }

    private static String measure(PipelineOrder.Model model, int samples) {
        CostGraph graph = model.definition().measured(new Profiling(samples, WARM_UPS, RUNS), System::nanoTime);
        return new BraidGraph(graph, Optional.empty(), Optional.empty()).toJson();
    }
}
