package dev.braid.gpp.search;

import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Items with bytes and seconds, of which some are wanted with at least so many bytes and the fewest seconds. */
final class Knapsack {
    /** @param seconds infinite when all items together have too few bytes */
    record Solution(BitSet items, double seconds) {}

    private final double[] bytes;
    private final double[] seconds;
    private final int[] order;
    private double best;
    private int bestItems;

    Knapsack(double[] bytes, double[] seconds) {
        this.bytes = bytes;
        this.seconds = seconds;
        order = IntStream.range(0, bytes.length)
                .filter(item -> bytes[item] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(item -> seconds[item] / bytes[item]))
                .mapToInt(item -> item)
                .toArray();
    }

    /** The best choice: every one is tried, so for few items. */
    Solution solve(double least) {
        best = Double.POSITIVE_INFINITY;
        bestItems = (1 << order.length) - 1;
        double all = 0;
        for (int item : order) {
            all += bytes[item];
        }
        descend(0, least, all, 0, 0);
        BitSet items = new BitSet();
        for (int i = 0; i < order.length; i++) {
            items.set(order[i], (bestItems >> i & 1) == 1);
        }
        return new Solution(items, best);
    }

    private void descend(int next, double missing, double left, double spent, int items) {
        if (spent >= best || left < missing) {
            return;
        }
        if (missing <= 0) {
            best = spent;
            bestItems = items;
            return;
        }
        int item = order[next];
        descend(next + 1, missing - bytes[item], left - bytes[item], spent + seconds[item], items | 1 << next);
        descend(next + 1, missing, left - bytes[item], spent, items);
    }

    /** A good choice for many items: the fewest seconds per byte first, then those left out that turn out unneeded. */
    BitSet cheapestFirst(double least) {
        BitSet items = new BitSet();
        double have = 0;
        int taken = 0;
        while (taken < order.length && have < least) {
            items.set(order[taken]);
            have += bytes[order[taken++]];
        }
        for (int i = taken - 1; i >= 0; i--) {
            if (have - bytes[order[i]] >= least) {
                have -= bytes[order[i]];
                items.clear(order[i]);
            }
        }
        return items;
    }
}
