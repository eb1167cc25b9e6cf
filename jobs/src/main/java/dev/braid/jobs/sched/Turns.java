package dev.braid.jobs.sched;

/** Gives every step its {@link Turn} under a policy. Owned by the scheduler. */
final class Turns {
    /** Weight of a step in the moving time of an inference step. */
    private static final double SMOOTHING = 0.1;

    private final Policy policy;
    private final long tpotNanos;
    private int inferenceSteps;
    private double inferenceNanos;
    private long trainingNanos;
    private long turnNanos;
    private Turn last = Turn.REQUESTS;

    Turns(Policy policy, long tpotNanos) {
        this.policy = policy;
        this.tpotNanos = tpotNanos;
    }

    /**
     * The next step's turn.
     *
     * @param running requests that run
     * @param waiting requests that wait
     * @param trains whether there is a sample
     * @param between whether that sample has not begun
     */
    Turn next(int running, int waiting, boolean trains, boolean between) {
        if (policy instanceof Policy.CoServing) {
            last = Turn.SHARED;
        } else if (policy instanceof Policy.TrainingFirst) {
            last = trains ? Turn.TRAINING_THEN_REQUESTS : Turn.REQUESTS;
        } else if (policy instanceof Policy.InferenceOnly) {
            last = Turn.REQUESTS;
        } else if (policy instanceof Policy.FinetuningOnly) {
            last = Turn.TRAINING;
        } else {
            last = temporal(running, waiting, trains, between);
        }
        return last;
    }

    private Turn temporal(int running, int waiting, boolean trains, boolean between) {
        if (!trains) {
            return Turn.REQUESTS;
        }
        if (!between || running == 0) {
            return Turn.TRAINING;
        }
        return inferenceSteps < stepsBetween(running, waiting) ? Turn.REQUESTS : Turn.TRAINING;
    }

    /**
     * Inference steps between two training turns. The dynamic policy takes as many as make up for the training turn
     * within the time per output token, more while requests queue.
     */
    private int stepsBetween(int running, int waiting) {
        if (policy instanceof Policy.Temporal temporal) {
            return temporal.steps();
        }
        double spare = Math.max(tpotNanos * 0.02, tpotNanos - inferenceNanos);
        double steps = trainingNanos / spare * (1 + (double) waiting / running);
        return (int) Math.max(1, Math.min(1 << 20, Math.ceil(steps)));
    }

    /** A step of the last turn took this long; {@code ended} when its sample is done. */
    void done(long nanos, boolean ended) {
        if (last == Turn.TRAINING) {
            turnNanos += nanos;
            if (ended) {
                trainingNanos = turnNanos;
                turnNanos = 0;
                inferenceSteps = 0;
            }
        } else {
            inferenceSteps++;
            inferenceNanos += SMOOTHING * (nanos - inferenceNanos);
        }
    }
}
