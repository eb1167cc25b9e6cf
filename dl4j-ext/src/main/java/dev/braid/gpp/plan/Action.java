package dev.braid.gpp.plan;

/** One thing that a stage does, on all its devices at once: a pass over a micro-batch, or what closes the mini-batch. */
public sealed interface Action {
    /** What a pass computes. */
    enum Kind {
        FORWARD,
        /** Both gradients. */
        BACKWARD,
        /** The gradient that the stages before wait for. */
        BACKWARD_INPUT,
        /** The gradient that only the update waits for; after the same micro-batch's {@link #BACKWARD_INPUT}. */
        BACKWARD_WEIGHT
    }

    /**
     * A pass over one micro-batch.
     *
     * @param microBatch from 0: samples {@code microBatch * b} to {@code (microBatch + 1) * b} of the mini-batch, b of
     *     the stage
     */
    record Pass(Kind kind, int microBatch) implements Action {
        public Pass {
            if (microBatch < 0) {
                throw new IllegalArgumentException("micro-batch is " + microBatch + ", but must be at least 0");
            }
        }

        @Override
        public String toString() {
            return kind + " " + microBatch;
        }
    }

    /** What a stage does once per mini-batch, in this order, when all its passes are done. */
    enum Closing implements Action {
        /** The replicas' weight gradients are summed; nothing to do for one replica. */
        ALL_REDUCE,
        UPDATE
    }
}
