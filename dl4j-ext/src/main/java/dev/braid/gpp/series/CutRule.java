package dev.braid.gpp.series;

/**
 * Which of two cuts of a set into a part before and a part after is better: that which loses less parallel work for what
 * it separates. The rules weigh the two against each other; none is best on all graphs, so each is tried.
 */
enum CutRule {
    /** For the product of the parts, as in the sparsest cut. */
    PRODUCT {
        @Override
        double score(long lost, long before, long after) {
            return (double) lost / before / after;
        }
    },
    /** For the geometric mean of the parts: cuts off small parts sooner. */
    MEAN {
        @Override
        double score(long lost, long before, long after) {
            return lost / Math.sqrt((double) before * after);
        }
    },
    /** For the smaller part: cuts near the middle. */
    SMALLER {
        @Override
        double score(long lost, long before, long after) {
            return (double) lost / Math.min(before, after);
        }
    };

    /** Lower is better. */
    abstract double score(long lost, long before, long after);
}
