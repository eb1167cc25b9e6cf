package dev.braid.jobs.spark.exchange;

import java.util.function.Supplier;

/** Makes Spark's checked exceptions, which its Java methods do not declare, unchecked ones that a caller can catch. */
public final class SparkFailures {
    private SparkFailures() {}

    /** @throws IllegalStateException with Spark's message when a job of {@code work} failed */
    public static <T> T unchecked(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception undeclared) {
            throw new IllegalStateException(undeclared.getMessage(), undeclared);
        }
    }
}
