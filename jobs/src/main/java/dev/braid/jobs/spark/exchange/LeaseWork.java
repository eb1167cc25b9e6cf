package dev.braid.jobs.spark.exchange;

import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import java.io.Serializable;

/** What an executor does with a lease. Called in Spark tasks. */
@FunctionalInterface
public interface LeaseWork extends Serializable {
    /** @param weights of the version that the lease names */
    LeaseOutcome run(LeaseBlock lease, VersionWeights weights) throws Exception;
}
