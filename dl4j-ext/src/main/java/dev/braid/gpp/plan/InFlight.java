package dev.braid.gpp.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * How many samples a stage keeps in flight so that no stage waits for want of them (GraphPipe, section 5): a last stage
 * keeps k b; any other keeps what its hungriest successor keeps, and a turn of its own or one micro-batch of the
 * successor more, whichever is larger, rounded up to whole micro-batches.
 */
public final class InFlight {
    private InFlight() {}

    /** Samples of a stage that has no successor. */
    public static int last(int microBatch, int interleave) {
        return microBatch * interleave;
    }

    /** Samples that one successor asks of a stage before it. */
    public static int before(int microBatch, int interleave, int successorInFlight, int successorMicroBatch) {
        int samples = successorInFlight + Math.max(interleave * microBatch, successorMicroBatch);
        return (samples + microBatch - 1) / microBatch * microBatch;
    }

    /** The same stages with the samples in flight that the rule gives, at most the whole mini-batch. */
    public static List<Stage> fill(List<Stage> stages, int miniBatch) {
        List<Stage> filled = new ArrayList<>(stages);
        for (int i = stages.size() - 1; i >= 0; i--) {
            Stage stage = stages.get(i);
            int samples = last(stage.microBatch(), stage.interleave());
            for (int successor : stage.successors()) {
                Stage next = filled.get(successor);
                samples = Math.max(
                        samples, before(stage.microBatch(), stage.interleave(), next.inFlight(), next.microBatch()));
            }
            filled.set(i, stage.withInFlight(Math.min(samples, miniBatch)));
        }
        return filled;
    }
}
