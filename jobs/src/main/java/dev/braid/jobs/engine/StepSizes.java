package dev.braid.jobs.engine;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The steps of an engine counted by how many tokens of requests they had: prompt tokens computed and tokens chosen. Steps
 * that only trained are not among them.
 *
 * @param counts of the steps in each bucket: up to each of {@link #bounds}, and above the last
 * @param tokens of all these steps
 */
public record StepSizes(List<Long> counts, long tokens) {
    private static final int[] BOUNDS = {1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384};

    public StepSizes {
        counts = List.copyOf(counts);
        if (counts.size() != BOUNDS.length + 1) {
            throw new IllegalArgumentException(
                    "there are " + counts.size() + " counts, must be " + (BOUNDS.length + 1) + ", one for each bucket");
        }
    }

    static StepSizes of(long[] counts, long tokens) {
        return new StepSizes(LongStream.of(counts).boxed().toList(), tokens);
    }

    /** Largest number of tokens of each bucket but the last, ascending. */
    public static int[] bounds() {
        return BOUNDS.clone();
    }

    /** Number of buckets. */
    static int buckets() {
        return BOUNDS.length + 1;
    }

    /** The bucket of a step with so many tokens. */
    static int bucket(int tokens) {
        int found = Arrays.binarySearch(BOUNDS, tokens);
        return found >= 0 ? found : -found - 1;
    }
}
