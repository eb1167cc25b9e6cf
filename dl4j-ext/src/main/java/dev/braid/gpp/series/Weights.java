package dev.braid.gpp.series;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Operator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How much it matters that an operator may run beside others: its share of the model's time, and a little for every
 * operator. Whole numbers, so that sums are equal in whatever order they are taken.
 */
final class Weights {
    private static final double AVERAGE = 1000;

    /** For counted work only the proportions matter: a device that does 100 operations per byte. */
    private static final DeviceRates RATES = new DeviceRates(1e14, 1e12, 0);

    private Weights() {}

    static long[] of(CostGraph graph) {
        double[] seconds =
                graph.operators().stream().mapToDouble(Weights::seconds).toArray();
        double[] ascending = seconds.clone();
        Arrays.sort(ascending);
        double mean = Arrays.stream(ascending).sum() / ascending.length;
        return Arrays.stream(seconds)
                .mapToLong(time -> 1 + (mean == 0 ? 0 : Math.round(AVERAGE * time / mean)))
                .toArray();
    }

    private static double seconds(Operator operator) {
        return operator.forward().seconds(1, RATES) + operator.backwardSeconds(1, RATES);
    }

    /** Each operator's place among the sorted ids. */
    static int[] ranks(CostGraph graph) {
        int[] ranks = new int[graph.size()];
        int[] sorted = IntStream.range(0, graph.size())
                .boxed()
                .sorted(Comparator.comparing(number -> graph.operator(number).id()))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int rank = 0; rank < sorted.length; rank++) {
            ranks[sorted[rank]] = rank;
        }
        return ranks;
    }
}
