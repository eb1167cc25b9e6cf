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
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // Spark's own is a checked one that Scala does not declare.
            throw new IllegalStateException(e.getMessage(), e);
        } finally {
            spark.clearJobGroup();
        }
    }
}
