package dev.braid.jobs.main.pipeline;

/** A training job gave up: its attempts fail and get no further. */
public final class PipelineFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 600;

    PipelineFailedException(int attempts, long reached, Throwable cause) {
        super(
                "training gave up after " + attempts + (attempts == 1 ? " attempt" : " attempts") + "; the newest"
                        + " checkpoint is that of iteration " + reached
                        + ", from which the same command goes on. The last"
                        + " failure: " + reason(cause),
                cause);
    }

    /** What a failed attempt says, without the stacks that Spark puts behind a task's message. */
    static String reason(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        String told = message.lines()
                .filter(line -> !line.strip().startsWith("at "))
                .filter(line -> !line.isBlank() && !line.startsWith("Driver stacktrace"))
                .limit(4)
                .reduce((a, b) -> a + " | " + b)
                .orElse(message);
        return told.length() > MOST ? told.substring(0, MOST) + "..." : told;
    }
}
