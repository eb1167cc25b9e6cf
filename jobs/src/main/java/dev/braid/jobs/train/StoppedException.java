package dev.braid.jobs.train;

/** A run ended as it was asked to, before its last step. */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoppedException(long step) {
        super("stopped behind step " + step + " as asked; the same command goes on from the checkpoint there");
    }
}
