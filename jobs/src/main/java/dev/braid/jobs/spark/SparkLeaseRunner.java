package dev.braid.jobs.spark;

import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.control.Publication;
import dev.braid.jobs.control.VersionMessage;
import dev.braid.jobs.control.VersionPublisher;
import dev.braid.jobs.spark.exchange.BroadcastWeights;
import dev.braid.jobs.spark.exchange.SparkFailures;
import dev.braid.jobs.spark.exchange.VersionWeights;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import dev.braid.jobs.train.LeaseRunner;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Runs a step as one Spark job, a task per lease. Spark places the tasks and runs those again whose executor was lost;
 * the next step begins when all are done, because jobs that wait for one another can take the slots of a retry.
 */
public final class SparkLeaseRunner implements LeaseRunner {
    private final JavaSparkContext spark;
    private final EngineLeases work;
    private final IntSupplier tasks;
    private final VersionPublisher publisher;

    /** @param tasks leases that a step should have at least */
    public SparkLeaseRunner(JavaSparkContext spark, EngineLeases work, IntSupplier tasks, VersionPublisher publisher) {
        this.spark = spark;
        this.work = work;
        this.tasks = tasks;
        this.publisher = publisher;
    }

    @Override
    public int tasks() {
        return tasks.getAsInt();
    }

    @Override
    public List<LeaseOutcome> run(List<LeaseBlock> leases, float[] parameters) {
        publisher.refresh();
        Broadcast<float[]> version = spark.broadcast(parameters);
        try {
            EngineLeases engines = work;
            VersionWeights weights = new BroadcastWeights(parameters.length, version);
            spark.setJobDescription(
                    "step " + leases.get(0).step() + ", " + leases.get(0).purpose());
            return SparkFailures.unchecked(() -> spark.parallelize(leases, leases.size())
                    .map(lease -> engines.run(lease, weights))
                    .collect());
        } finally {
            version.destroy();
        }
    }

    @Override
    public void publish(long version, float[] parameters) {
        publisher.publish(Publication.of(new VersionMessage(new AdapterVersion(work.adapter(), version), parameters)));
    }
}
