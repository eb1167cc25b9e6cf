package dev.braid.data.synth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The dice of the generator: one seeded stream of choices per document, so that document {@code n} is the same whatever
 * was written before it. Not thread-safe; one document, one owner.
 */
final class Draw {
    private final Random random;

    Draw(long seed, long document) {
        random = new Random(mix(seed * 0x9E3779B97F4A7C15L + document));
    }

    /** One of {@code options}, each as likely as the next. */
    <T> T pick(List<T> options) {
        return options.get(random.nextInt(options.size()));
    }

    /** {@code count} different ones of {@code options}, in random order. */
    <T> List<T> sample(List<T> options, int count) {
        List<T> shuffled = shuffle(options);
        return shuffled.subList(0, count);
    }

    <T> List<T> shuffle(List<T> options) {
        List<T> shuffled = new ArrayList<>(options);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** A whole number from {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    /** True in {@code percent} of 100 cases. */
    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** The finaliser of SplitMix64: neighbouring numbers become unrelated ones. */
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
