package dev.braid.gpp.search;

import java.util.stream.IntStream;

/** Which data-parallel degrees a search tries. */
enum Degrees {
    /** Every one: for few devices. */
    ALL {
        @Override
        IntStream upTo(int most) {
            return IntStream.rangeClosed(1, most);
        }
    },
    /** Powers of two, three times those, and the largest possible: for many devices. */
    SPARSE {
        @Override
        IntStream upTo(int most) {
            return IntStream.rangeClosed(1, most)
                    .filter(degree -> degree == most || isPower(degree) || degree % 3 == 0 && isPower(degree / 3));
        }
    };

    abstract IntStream upTo(int most);

    /** Ascending. */
    int[] of(int microBatch, int devices) {
        return upTo(Math.min(microBatch, devices)).toArray();
    }

    private static boolean isPower(int number) {
        return Integer.bitCount(number) == 1;
    }
}
