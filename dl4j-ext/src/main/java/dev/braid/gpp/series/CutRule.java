package dev.braid.gpp.series;

/** Which of two cuts of a set into a part before and a part after is better. */
enum CutRule {
    /** The one that loses less parallel work. */
    LEAST_LOST {
        @Override
        double score(long lost, long before, long after) {
            return lost;
        }
    },
    /** The one that loses less for the work that it separates, as in the sparsest cut: it cuts near the middle. */
    LEAST_LOST_SHARE {
        @Override
        double score(long lost, long before, long after) {
            return (double) lost / before / after;
        }
    };

    /** Lower is better. */
    abstract double score(long lost, long before, long after);
}
