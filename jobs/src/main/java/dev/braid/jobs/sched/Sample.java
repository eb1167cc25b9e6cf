package dev.braid.jobs.sched;

/** A training sample in flight: windows forward left to right, then block by block backward, right to left. */
final class Sample {
    private final SampleSpec spec;
    private final int lane;
    private int forwarded;
    private int block;
    private int unfinished;

    Sample(SampleSpec spec, int lane) {
        this.spec = spec;
        this.lane = lane;
        this.unfinished = spec.length();
    }

    SampleSpec spec() {
        return spec;
    }

    /** Which of the device's places for samples it has. */
    int lane() {
        return lane;
    }

    /** Positions that have not gone forward. */
    int forwardLeft() {
        return spec.length() - forwarded;
    }

    /** Rows that have not gone backward, once for each block. */
    long backwardLeft() {
        int blocks = spec.blocks().size() - block;
        return blocks == 0 ? 0 : unfinished + (blocks - 1L) * spec.length();
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
