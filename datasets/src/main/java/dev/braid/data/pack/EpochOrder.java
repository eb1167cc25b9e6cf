package dev.braid.data.pack;

/**
 * A seeded permutation of the numbers from 0 to {@code count} (excluded), computed number by number: the order in which an
 * epoch visits the sequences. It follows from (seed, epoch, count) alone, so training resumes anywhere without a stored
 * order and without memory that grows with the dataset. A Feistel network over the next even number of bits, walked until it
 * lands inside.
 */
public record EpochOrder(long seed, long epoch, long count) {
    private static final int ROUNDS = 6;

    public EpochOrder {
        if (count < 1 || count > 1L << 62) {
            throw new IllegalArgumentException("count is " + count + ", must be from 1 to 2^62");
        }
    }

    /** The number that comes {@code position}-th, both from 0. */
    public long at(long position) {
        if (position < 0 || position >= count) {
            throw new IndexOutOfBoundsException("position " + position + " of an epoch of " + count);
        }
        long value = position;
        do {
            value = permute(value);
        } while (value >= count);
        return value;
    }

    private long permute(long value) {
        int half = halfBits();
        long mask = (1L << half) - 1;
        long left = value >>> half;
        long right = value & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long mixed = left ^ (mix(right + mix(seed + mix(epoch * ROUNDS + round))) & mask);
            left = right;
            right = mixed;
        }
        return left << half | right;
    }

    private int halfBits() {
        int bits = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(count - 1));
        return (bits + 1) / 2;
    }

    /** The finaliser of SplitMix64. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
