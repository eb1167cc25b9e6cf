package dev.braid.jobs.engine;

import dev.braid.jobs.sched.SampleView;
import dev.braid.jobs.sched.Work;
import java.util.ArrayList;
import java.util.List;

/** How far the training sample under way has come. Owned by the engine's thread. */
final class SampleProgress {
    private final long id;
    private final SampleInput input;
    private final List<Integer> blocks;
    private int forwarded;
    private int unfinished;

    SampleProgress(long id, SampleInput input, List<Integer> backwardBlocks) {
        this.id = id;
        this.input = input;
        // Evaluation needs the head's loss alone.
        this.blocks = new ArrayList<>(
                input.purpose() == TrainingLease.Purpose.EVALUATE ? backwardBlocks.subList(0, 1) : backwardBlocks);
        this.unfinished = input.tokens().length();
    }

    SampleInput input() {
        return input;
    }

    SampleView view() {
        return new SampleView(id, input.tokens().length(), forwarded, blocks, unfinished);
    }

    void apply(Work.ForwardWindow window) {
        forwarded += window.tokens();
    }

    void apply(Work.BackwardWindow window) {
        unfinished = window.from();
        if (unfinished == 0) {
            blocks.remove(0);
            unfinished = input.tokens().length();
        }
    }

    boolean isDone() {
        return blocks.isEmpty();
    }
}
