package dev.braid.jobs.spark.pipeline;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** Runs an attempt as one barrier job, and ends when all its workers are done or the first of them has failed. */
public final class AttemptJob {
    private final JavaSparkContext spark;

    public AttemptJob(JavaSparkContext spark) {
        this.spark = spark;
    }

    /** @param workers of the plan */
    public void run(PipelineOrder order, int workers) {
        String name = "attempt " + (order.span().attempt() + 1);
        spark.setJobGroup(
                "braid-pipeline",
                name + ", mini-batches " + order.span().from() + " to "
                        + order.span().to(),
                true);
        try {
            BarrierStage.run(
                    spark, workers, new WorkerTask(order, new SerializableConfiguration(spark.hadoopConfiguration())));
        } finally {
            spark.clearJobGroup();
        }
    }
}
