package dev.braid.gpp.rival;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Piper's knapsack under the shared costs: the operators of a stage that are recomputed so that enough bytes are not
 * saved, in the fewest seconds. Exact for stages of a few dozen operators; for larger ones the best of so many tries,
 * the first of which takes the fewest seconds per byte first. Scratch space of one thread.
 */
final class RecomputeChoice {
    private static final int MOST_STEPS = 300;

    private final double[] bytes;
    private final double[] seconds;
    /** Operators that save something, the fewest seconds per byte first. */
    private final int[] order;

    private final int[] rank;

    private final int[] items;
    private final boolean[] taken;
    private final boolean[] best;
    private int count;
    private int steps;
    private double bestSeconds;
    private double found;
    private final double[] bytesUpTo;
    private final double[] secondsUpTo;

    /** @param seconds of each operator's forward */
    RecomputeChoice(double[] bytes, double[] seconds) {
        this.bytes = bytes;
        this.seconds = seconds;
        order = IntStream.range(0, bytes.length)
                .filter(operator -> bytes[operator] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(operator -> seconds[operator] / bytes[operator]))
                .mapToInt(operator -> operator)
                .toArray();
        rank = new int[bytes.length];
        for (int i = 0; i < order.length; i++) {
            rank[order[i]] = i;
        }
        items = new int[order.length];
        bytesUpTo = new double[order.length + 1];
        secondsUpTo = new double[order.length + 1];
        taken = new boolean[order.length];
        best = new boolean[order.length];
    }

    /**
     * Fewest seconds found to recompute {@code least} bytes of the first {@code of} operators in {@code from}; infinite
     * when they have less, or when it takes more than {@code most} seconds.
     */
    double solve(int[] from, int of, double least, double most) {
        count = 0;
        for (int i = 0; i < of; i++) {
            if (bytes[from[i]] > 0) {
                items[count++] = rank[from[i]];
            }
        }
        Arrays.sort(items, 0, count);
        for (int i = 0; i < count; i++) {
            items[i] = order[items[i]];
            bytesUpTo[i + 1] = bytesUpTo[i] + bytes[items[i]];
            secondsUpTo[i + 1] = secondsUpTo[i] + seconds[items[i]];
        }
        Arrays.fill(taken, 0, count, false);
        steps = MOST_STEPS + count;
        bestSeconds = Math.nextUp(most);
        found = Double.POSITIVE_INFINITY;
        descend(0, least, 0);
        return found;
    }

    /** The operators that the last {@link #solve} chose, ascending. */
    int[] chosen() {
        return IntStream.range(0, count)
                .filter(i -> best[i])
                .map(i -> items[i])
                .sorted()
                .toArray();
    }

    private void descend(int at, double missing, double spent) {
        if (missing <= 0 && spent < bestSeconds) {
            bestSeconds = spent;
            found = spent;
            System.arraycopy(taken, 0, best, 0, count);
        }
        if (missing <= 0 || at == count || steps == 0 || spent + atLeast(at, missing) >= bestSeconds) {
            return;
        }
        steps--;
        taken[at] = true;
        descend(at + 1, missing - bytes[items[at]], spent + seconds[items[at]]);
        taken[at] = false;
        descend(at + 1, missing, spent);
    }

    /** Seconds if operators could be recomputed in part. */
    private double atLeast(int at, double missing) {
        double needed = bytesUpTo[at] + missing;
        if (needed > bytesUpTo[count] * (1 + 1e-12)) {
            return Double.POSITIVE_INFINITY;
        }
        int place = Arrays.binarySearch(bytesUpTo, at, count + 1, needed);
        int whole = place >= 0 ? place : -place - 2;
        double part = whole == count ? 0 : (needed - bytesUpTo[whole]) / bytes[items[whole]];
        double rest = whole == count ? 0 : part * seconds[items[whole]];
        return (secondsUpTo[whole] - secondsUpTo[at] + rest) * (1 - 1e-12);
    }
}
