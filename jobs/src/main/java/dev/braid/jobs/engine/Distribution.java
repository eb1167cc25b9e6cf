package dev.braid.jobs.engine;

/**
 * Values counted into buckets.
 *
 * @param bounds largest value of each bucket but the last, ascending
 * @param counts of the values in each bucket, one more than {@code bounds}
 * @param sum of all values
 */
public record Distribution(double[] bounds, long[] counts, double sum) {
    public Distribution {
        if (counts.length != bounds.length + 1) {
            throw new IllegalArgumentException(
                    "there are " + counts.length + " counts, must be " + (bounds.length + 1) + ", one for each bucket");
        }
    }

    /** Number of values. */
    public long count() {
        long count = 0;
        for (long each : counts) {
            count += each;
        }
        return count;
    }
}
