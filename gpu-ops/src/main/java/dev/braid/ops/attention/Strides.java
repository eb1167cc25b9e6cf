package dev.braid.ops.attention;

/** Row lengths of scratch arrays. */
final class Strides {
    private Strides() {}

    /**
     * Elements from one row of scores to the next, for {@code blocks} blocks of sixteen keys: room for an even number
     * of vectors, and an odd number of cache lines, so that a column does not fall into a few cache sets.
     */
    static int scores(int blocks) {
        int even = (blocks + 1) / 2 * 2;
        return (even + 1) * KvPool.PAGE_TOKENS;
    }
}
