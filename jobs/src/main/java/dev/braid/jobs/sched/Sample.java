package dev.braid.jobs.sched;

/** The training sample under way: windows forward left to right, then block by block backward, right to left. */
final class Sample {
    private final SampleSpec spec;
    private int forwarded;
    private int block;
    private int unfinished;

    Sample(SampleSpec spec) {
        this.spec = spec;
        this.unfinished = spec.length();
    }

    SampleSpec spec() {
        return spec;
    }

    /** Positions that have gone forward. */
    int forwarded() {
        return forwarded;
    }

    /** Index into the spec's blocks of the block that is under way backward. */
    int block() {
        return block;
    }

    /** Positions {@code [0, unfinished)} of that block remain. */
    int unfinished() {
        return unfinished;
    }

    void forward(int tokens) {
        forwarded += tokens;
    }

    void backward(int from) {
        unfinished = from;
        if (from == 0) {
            block++;
            unfinished = spec.length();
        }
    }

    boolean isDone() {
        return block == spec.blocks().size();
    }
}
