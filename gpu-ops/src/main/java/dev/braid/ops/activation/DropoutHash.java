package dev.braid.ops.activation;

/**
 * The counter-based generator behind {@link Dropout}: 64 bits are drawn for a row from (seed, site, sample, position),
 * and from them and the column 24 bits for each element.
 */
final class DropoutHash {
    static final int COLUMN_STEP = 0x9E3779B9;
    static final int MIX_1 = 0x85EBCA6B;
    static final int MIX_2 = 0xC2B2AE35;
    private static final int UNIFORM_BITS = 24;

    private DropoutHash() {}

    /** The bits that are common to a row. */
    static long row(long seed, int site, int sample, int position) {
        long bits = mix(seed + 0x9E3779B97F4A7C15L);
        bits = mix(bits ^ site * 0xD1342543DE82EF95L);
        return mix(bits ^ ((long) sample << 32 | position & 0xFFFFFFFFL));
    }

    /** A uniform integer in [0, 2^24) for one element of the row. */
    static int element(long row, int column) {
        int bits = mix(column * COLUMN_STEP + (int) row);
        return mix(bits ^ (int) (row >>> 32)) >>> (32 - UNIFORM_BITS);
    }

    /** Elements whose {@link #element} lies below this are dropped. */
    static int threshold(float probability) {
        return Math.round(probability * (1 << UNIFORM_BITS));
    }

    private static int mix(int value) {
        int bits = (value ^ value >>> 16) * MIX_1;
        bits = (bits ^ bits >>> 13) * MIX_2;
        return bits ^ bits >>> 16;
    }

    private static long mix(long value) {
        long bits = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ bits >>> 27) * 0x94D049BB133111EBL;
        return bits ^ bits >>> 31;
    }
}
