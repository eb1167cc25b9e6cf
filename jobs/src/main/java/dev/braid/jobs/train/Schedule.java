package dev.braid.jobs.train;

/**
 * Which positions of which epoch an optimizer step trains on: a function of the step's number alone, so that a run can
 * go on from anywhere. The last step of an epoch takes what is left.
 *
 * @param sequences of the training data
 * @param batch sequences of a full step
 * @param steps optimizer steps of the run
 */
public record Schedule(long sequences, int batch, long steps) {
    /** The sequences at {@code [from, from + leaves)} of an epoch. */
    public record Batch(long epoch, long from, int leaves) {}

    public Schedule {
        requireAtLeastOne("sequences", sequences);
        requireAtLeastOne("batch", batch);
        requireAtLeastOne("steps", steps);
    }

    /** The schedule of so many passes over the data; a fraction of a pass ends with the step that completes it. */
    public static Schedule ofEpochs(long sequences, int batch, double epochs) {
        long perEpoch = new Schedule(sequences, batch, 1).stepsPerEpoch();
        return new Schedule(sequences, batch, Math.max(1, (long) Math.ceil(epochs * perEpoch)));
    }

    /** The same, ended after at most so many steps. */
    public Schedule atMost(long maxSteps) {
        return new Schedule(sequences, batch, Math.min(steps, maxSteps));
    }

    public long stepsPerEpoch() {
        return (sequences + batch - 1) / batch;
    }

    /** What a step, counted from 1, trains on. */
    public Batch batch(long step) {
        long from = (step - 1) % stepsPerEpoch() * batch;
        return new Batch((step - 1) / stepsPerEpoch(), from, (int) Math.min(batch, sequences - from));
    }

    /** Passes over the data when a step is done. */
    public double epochsAfter(long step) {
        return (double) step / stepsPerEpoch();
    }

    private static void requireAtLeastOne(String field, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " is " + value + ", must be at least 1");
        }
    }
}
