package dev.braid.gpp.series;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A walk over all members of a set in an order that keeps precedence, which remembers the best place to cut.
 *
 * <p>Members are numbered from 0; {@code waitsFor} holds those that must come earlier, {@code frees} those that must
 * come later, {@code beside} those that may come in any order.
 */
final class Sweep {
    /** What the next member is chosen by: the lowest. */
    interface Key {
        long of(Sweep sweep, int member);
    }

    /**
     * The part of a walk up to its best cut.
     *
     * @param lost the product of weights, over all unordered pairs that the cut separates
     */
    record Prefix(BitSet members, long lost, double score) {}

    private final long[] weights;
    private final int[][] frees;
    private final int[][] beside;
    private final int[] waiting;
    private final long[] besideRest;
    private final long[] besideTaken;
    private final BitSet ready = new BitSet();
    private final BitSet taken = new BitSet();
    private final long total;
    private long takenWeight;
    private long lost;

    Sweep(long[] weights, int[][] waitsFor, int[][] frees, int[][] beside) {
        this.weights = weights;
        this.frees = frees;
        this.beside = beside;
        total = Arrays.stream(weights).sum();
        waiting = new int[weights.length];
        besideTaken = new long[weights.length];
        besideRest = new long[weights.length];
        for (int i = 0; i < weights.length; i++) {
            waiting[i] = waitsFor[i].length;
            ready.set(i, waiting[i] == 0);
            besideRest[i] =
                    Arrays.stream(beside[i]).mapToLong(other -> weights[other]).sum();
        }
    }

    /** Walks to the end; the cut leaves at least {@code margin} members on either side. */
    Prefix run(Key key, CutRule rule, int margin) {
        Prefix best = new Prefix(new BitSet(), 0, Double.POSITIVE_INFINITY);
        for (int count = 1; count <= weights.length - margin; count++) {
            take(lowest(key));
            double score = rule.score(lost, takenWeight, total - takenWeight);
            if (count >= margin && score < best.score()) {
                best = new Prefix((BitSet) taken.clone(), lost, score);
            }
        }
        return best;
    }

    /** What taking the member adds to what is lost; may be negative. */
    long change(int member) {
        return weights[member] * (besideRest[member] - besideTaken[member]);
    }

    private int lowest(Key key) {
        int lowest = -1;
        long value = Long.MAX_VALUE;
        for (int i = ready.nextSetBit(0); i >= 0; i = ready.nextSetBit(i + 1)) {
            long other = key.of(this, i);
            if (other < value) {
                lowest = i;
                value = other;
            }
        }
        return lowest;
    }

    private void take(int member) {
        lost += change(member);
        takenWeight += weights[member];
        taken.set(member);
        ready.clear(member);
        for (int other : beside[member]) {
            besideTaken[other] += weights[member];
            besideRest[other] -= weights[member];
        }
        for (int later : frees[member]) {
            ready.set(later, --waiting[later] == 0);
        }
    }
}
