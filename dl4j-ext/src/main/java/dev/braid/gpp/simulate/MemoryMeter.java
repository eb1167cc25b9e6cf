package dev.braid.gpp.simulate;

import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.simulate.StageUse.MemoryStep;
import java.util.ArrayList;
import java.util.List;

/**
 * What one device of a stage keeps: the terms of {@link StageCost#memoryBytes} as they come and go. A micro-batch counts
 * from the beginning of its forward to the end of its backward; gradients at the border and recomputed tensors count
 * during a backward.
 */
final class MemoryMeter {
    private final StageCost cost;
    private final int share;
    private final List<MemoryStep> steps = new ArrayList<>();
    private int microBatches;
    private int inBackward;
    private int peakMicroBatches;
    private double peak;

    MemoryMeter(StageCost cost) {
        this.cost = cost;
        this.share = StageCost.share(cost.microBatch(), cost.degree());
        step(0);
    }

    void forwardBegins(double time) {
        microBatches++;
        peakMicroBatches = Math.max(peakMicroBatches, microBatches);
        step(time);
    }

    void backwardBegins(double time) {
        inBackward++;
        step(time);
    }

    /** The gradient of the input alone does not free what the micro-batch kept. */
    void backwardEnds(Kind kind, double time) {
        inBackward--;
        if (kind != Kind.BACKWARD_INPUT) {
            microBatches--;
        }
        step(time);
    }

    int microBatches() {
        return microBatches;
    }

    int peakSamples() {
        return peakMicroBatches * cost.microBatch();
    }

    double peak() {
        return peak;
    }

    List<MemoryStep> steps() {
        return steps;
    }

    private void step(double time) {
        double kept =
                (double) microBatches * share * (cost.savedBytes() + cost.cut().inBytes());
        double passing = (double) inBackward
                * share
                * (cost.recomputedBytes() + cost.cut().inBytes() + cost.cut().outBytes());
        double bytes = cost.stateBytes() + kept + passing;
        peak = Math.max(peak, bytes);
        if (!steps.isEmpty() && steps.get(steps.size() - 1).time() == time) {
            steps.remove(steps.size() - 1);
        }
        if (steps.isEmpty() || steps.get(steps.size() - 1).bytes() != bytes) {
            steps.add(new MemoryStep(time, bytes));
        }
    }
}
