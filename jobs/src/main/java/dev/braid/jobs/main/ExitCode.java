package dev.braid.jobs.main;

import dev.braid.jobs.spark.ResourcesException;
import dev.braid.jobs.train.DivergedException;

/** How a program ends, as the shell and schedulers see it. A process that is interrupted ends with 130. */
public enum ExitCode {
    DONE(0),
    /** Anything that has no code of its own; bad input is among it. */
    FAILED(1),
    /** Arguments that do not parse. */
    USAGE(2),
    /** The cluster gave no executor in time: to try again later may help. */
    NO_RESOURCES(3),
    /** Training left the finite numbers: the same settings would again. */
    DIVERGED(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The code of a failure, by the first cause that has one of its own. */
    public static ExitCode of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ResourcesException) {
                return NO_RESOURCES;
            }
            if (cause instanceof DivergedException) {
                return DIVERGED;
            }
        }
        return FAILED;
    }
}
