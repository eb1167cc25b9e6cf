package dev.braid.jobs.openai;

/** The numbers that a field may have. */
record Range(float least, Lower lower, float most) {
    /** Whether the least number itself is allowed. */
    enum Lower {
        INCLUDED,
        EXCLUDED
    }

    static Range of(float least, float most) {
        return new Range(least, Lower.INCLUDED, most);
    }

    static Range above(float least, float most) {
        return new Range(least, Lower.EXCLUDED, most);
    }

    /** False for NaN and infinities as well. */
    boolean contains(float value) {
        return value <= most && (lower == Lower.INCLUDED ? value >= least : value > least);
    }

    String shown() {
        return (lower == Lower.INCLUDED ? "from " : "above ") + least + " to " + most;
    }
}
