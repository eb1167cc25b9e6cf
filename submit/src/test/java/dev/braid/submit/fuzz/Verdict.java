package dev.braid.submit.fuzz;

/** What came of one input: how it ended, how long it took, what it allocated. */
record Verdict(Ending ending, String detail, long nanos, long bytes) {
    /** How reading an input can end. */
    enum Ending {
        ACCEPTED,
        REFUSED,
        /** An exception that is not documented, an error, or too much memory. */
        BUG
    }

    boolean isBug() {
        return ending == Ending.BUG;
    }
}
