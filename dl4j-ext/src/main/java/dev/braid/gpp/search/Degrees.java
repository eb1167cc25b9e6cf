package dev.braid.gpp.search;

import dev.braid.gpp.cost.StageCost;
import java.util.stream.IntStream;

/** Which data-parallel degrees a search tries. */
enum Degrees {
    /** Every one. */
    ALL {
        @Override
        boolean tries(int degree, int microBatch, int most) {
            return true;
        }
    },
    /** Those that leave the busiest replica fewer samples than one device less: others are no faster. */
    FASTER {
        @Override
        boolean tries(int degree, int microBatch, int most) {
            return degree == 1 || StageCost.share(microBatch, degree) < StageCost.share(microBatch, degree - 1);
        }
    },
    /** Powers of two, three times those, and the largest possible. */
    SPARSE {
        @Override
        boolean tries(int degree, int microBatch, int most) {
            return degree == most || isPower(degree) || degree % 3 == 0 && isPower(degree / 3);
        }
    };

    abstract boolean tries(int degree, int microBatch, int most);

    /** Ascending. */
    int[] of(int microBatch, int devices) {
        int most = Math.min(microBatch, devices);
        return IntStream.rangeClosed(1, most)
                .filter(degree -> tries(degree, microBatch, most))
                .toArray();
    }

    private static boolean isPower(int number) {
        return Integer.bitCount(number) == 1;
    }
}
