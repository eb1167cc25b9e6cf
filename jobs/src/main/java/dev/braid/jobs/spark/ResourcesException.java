package dev.braid.jobs.spark;

import dev.braid.jobs.conf.JobKeys;

/** The cluster gave an application no executor in time; the message says what was asked for. */
public final class ResourcesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ResourcesException(String message) {
        super(message);
    }

    /** None came at all. */
    public static ResourcesException noneCame(long millis, AskedResources asked) {
        return new ResourcesException("0 executors came within " + millis / 1000 + " s, asked for were " + asked
                + "; see that a worker has that much free, ask for less, or raise "
                + JobKeys.EXECUTORS_TIMEOUT.name());
    }
}
