package dev.braid.gpp.search;

import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Which operators of a stage are computed again in backward when it must save fewer bytes: those that cost the fewest
 * seconds. For a stage of few operators that is the exact knapsack; for others those with the fewest seconds per byte
 * come first, and the search counts with groups of operators that have about the same seconds per byte.
 */
final class Recompute {
    /** Stages up to this size are solved exactly. */
    static final int EXACT = 10;

    private final Layout layout;
    private final double[] bytes;
    private final Groups groups;
    private final Map<Integer, Groups.Costs> costs = new HashMap<>();

    Recompute(Problem problem, Layout layout) {
        this.layout = layout;
        bytes = new double[layout.size()];
        Operator[] row = new Operator[layout.size()];
        for (int at = 0; at < bytes.length; at++) {
            row[at] = problem.graph().operator(layout.operatorAt(at));
            bytes[at] = row[at].savedBytes();
        }
        groups = new Groups(row, problem.topology().rates());
    }

    /** Fewest extra seconds of one micro-batch's share, when so many bytes of a sample must not be saved. */
    double seconds(Load load, Share share, double least) {
        if (load.operators() <= EXACT) {
            return new Knapsack(bytesOf(load), forwardOf(load, share))
                    .solve(least)
                    .seconds();
        }
        return costs.computeIfAbsent(share.samples(), s -> groups.costs(share)).seconds(load, least);
    }

    private double[] bytesOf(Load load) {
        double[] all = new double[load.operators()];
        fill(load, bytes, all);
        return all;
    }

    private static double[] forwardOf(Load load, Share share) {
        double[] all = new double[load.operators()];
        fill(load, share.forward(), all);
        return all;
    }

    private static void fill(Load load, double[] values, double[] all) {
        int used = 0;
        for (int piece = 0; piece < load.from.length; piece++) {
            int length = load.to[piece] - load.from[piece];
            for (int time = 0; time < load.times[piece]; time++) {
                System.arraycopy(values, load.from[piece], all, used, length);
                used += length;
            }
        }
    }

    /** The operators to recompute so that at least so many bytes of a sample are not saved; all when that is too few. */
    BitSet choose(BitSet operators, Share share, double least) {
        int[] numbers = operators.stream().toArray();
        double[] size = Arrays.stream(numbers)
                .mapToDouble(o -> bytes[layout.positionOf(o)])
                .toArray();
        double[] time = Arrays.stream(numbers)
                .mapToDouble(o -> share.forward()[layout.positionOf(o)])
                .toArray();
        Knapsack knapsack = new Knapsack(size, time);
        BitSet chosen = numbers.length <= EXACT ? knapsack.solve(least).items() : knapsack.cheapestFirst(least);
        BitSet recomputed = new BitSet();
        chosen.stream().forEach(item -> recomputed.set(numbers[item]));
        return recomputed;
    }
}
