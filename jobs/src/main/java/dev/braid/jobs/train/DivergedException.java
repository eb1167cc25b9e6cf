package dev.braid.jobs.train;

/** Training that has left the finite numbers; the parameters of the step before are kept. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DivergedException(String message) {
        super(message);
    }
}
