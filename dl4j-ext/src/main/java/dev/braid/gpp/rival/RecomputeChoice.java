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
    private static final int MOST_STEPS = 2000;

    private final double[] bytes;
    private final double[] seconds;
    /** Operators that save something, the fewest seconds per byte first. */
    private final int[] order;

    private final int[] items;
    private final boolean[] taken;
    private final boolean[] best;
    private int count;
    private int steps;
    private double bestSeconds;

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
        items = new int[order.length];
        taken = new boolean[order.length];
        best = new boolean[order.length];
    }

    /** Fewest seconds found to recompute {@code least} bytes of the operators in {@code inside}; infinite when they have less. */
    double solve(boolean[] inside, double least) {
        count = 0;
        for (int operator : order) {
            if (inside[operator]) {
                items[count++] = operator;
            }
        }
        Arrays.fill(taken, 0, count, false);
        steps = MOST_STEPS + count;
        bestSeconds = Double.POSITIVE_INFINITY;
        descend(0, least, 0);
        return bestSeconds;
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
            System.arraycopy(taken, 0, best, 0, count);
        }
        if (missing <= 0 || steps == 0 || spent + atLeast(at, missing) >= bestSeconds) {
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
        double sum = 0;
        double left = missing;
        for (int i = at; i < count; i++) {
            double has = bytes[items[i]];
            if (has >= left) {
                return sum + seconds[items[i]] * (left / has);
            }
            left -= has;
            sum += seconds[items[i]];
        }
        return Double.POSITIVE_INFINITY;
    }
}
