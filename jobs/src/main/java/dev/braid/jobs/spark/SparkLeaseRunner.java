package dev.braid.jobs.spark;

import dev.braid.data.spark.ShardStores;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.control.VersionMessage;
import dev.braid.jobs.control.VersionPublisher;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import dev.braid.jobs.train.LeaseRunner;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Runs a step as one Spark job, a task per lease. Spark places the tasks and runs those again whose executor was lost;
 * the next step begins when all are done, because jobs that wait for one another can take the slots of a retry.
 */
public final class SparkLeaseRunner implements LeaseRunner {
    /** Leases per executor and step: enough to even out who is slow, few enough to launch. */
    private static final int LEASES_PER_EXECUTOR = 2;

    /**
     * Where the packed data is.
     *
     * @param validationFolder may be empty when nothing is evaluated
     */
    public record Data(ShardStores stores, String trainFolder, String validationFolder) {}

    private final JavaSparkContext spark;
    private final String adapter;
    private final Data data;
    private final Membership members;
    private final VersionPublisher publisher;

    public SparkLeaseRunner(
            JavaSparkContext spark, String adapter, Data data, Membership members, VersionPublisher publisher) {
        this.spark = spark;
        this.adapter = adapter;
        this.data = data;
        this.members = members;
        this.publisher = publisher;
    }

    @Override
    public int tasks() {
        return LEASES_PER_EXECUTOR * Math.max(1, members.live().size());
    }

    @Override
    public List<LeaseOutcome> run(List<LeaseBlock> leases, float[] parameters) {
        publisher.refresh();
        Broadcast<float[]> version = spark.broadcast(parameters);
        try {
            LeaseTask task =
                    new LeaseTask(adapter, version, data.stores(), data.trainFolder(), data.validationFolder());
            spark.setJobDescription(
                    "step " + leases.get(0).step() + ", " + leases.get(0).purpose());
            return spark.parallelize(leases, leases.size()).map(task).collect();
        } finally {
            version.destroy();
        }
    }

    @Override
    public void publish(long version, float[] parameters) {
        publisher.publish(new VersionMessage(new AdapterVersion(adapter, version), parameters));
    }
}
