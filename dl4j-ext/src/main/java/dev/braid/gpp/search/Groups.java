package dev.braid.gpp.search;

import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The operators that save bytes, in at most {@value #MOST} groups with about the same seconds of forward per saved byte,
 * so that what a stage must recompute is known from a few sums instead of from its operators. A group of equal operators
 * is counted exactly, any other by its mean.
 */
final class Groups {
    private static final int MOST = 32;

    private record Kind(double bytes, Object forward) {}

    private final int[] groupAt;
    private final int count;
    private final int[][] operators;
    private final double[][] bytes;

    Groups(Operator[] row, DeviceRates rates) {
        Map<Kind, List<Integer>> kinds = new LinkedHashMap<>();
        for (int at = 0; at < row.length; at++) {
            if (row[at].savedBytes() > 0) {
                kinds.computeIfAbsent(new Kind(row[at].savedBytes(), row[at].forward()), k -> new ArrayList<>())
                        .add(at);
            }
        }
        List<List<Integer>> sorted = new ArrayList<>(kinds.values());
        sorted.sort(Comparator.comparingDouble(
                kind -> row[kind.get(0)].forward().seconds(1, rates) / row[kind.get(0)].savedBytes()));
        count = Math.min(MOST, sorted.size());
        groupAt = new int[row.length];
        Arrays.fill(groupAt, -1);
        for (int i = 0; i < sorted.size(); i++) {
            int group = (int) ((long) i * count / sorted.size());
            sorted.get(i).forEach(at -> groupAt[at] = group);
        }
        operators = new int[count][row.length + 1];
        bytes = new double[count][row.length + 1];
        for (int group = 0; group < count; group++) {
            for (int at = 0; at < row.length; at++) {
                boolean in = groupAt[at] == group;
                operators[group][at + 1] = operators[group][at] + (in ? 1 : 0);
                bytes[group][at + 1] = bytes[group][at] + (in ? row[at].savedBytes() : 0);
            }
        }
    }

    Costs costs(Share share) {
        double[][] seconds = new double[count][groupAt.length + 1];
        for (int group = 0; group < count; group++) {
            for (int at = 0; at < groupAt.length; at++) {
                seconds[group][at + 1] = seconds[group][at] + (groupAt[at] == group ? share.forward()[at] : 0);
            }
        }
        return new Costs(seconds);
    }

    /** The groups for one number of samples. */
    final class Costs {
        private final double[][] seconds;
        private final int[] order;

        private Costs(double[][] seconds) {
            this.seconds = seconds;
            int end = groupAt.length;
            order = IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.comparingDouble(g -> seconds[g][end] / bytes[g][end]))
                    .mapToInt(g -> g)
                    .toArray();
        }

        /** Seconds to recompute at least so many bytes of a load; infinite when it saves fewer. */
        double seconds(Load load, double least) {
            double missing = least;
            double spent = 0;
            for (int group : order) {
                double members = 0;
                double size = 0;
                double time = 0;
                for (int i = 0; i < load.from.length; i++) {
                    int from = load.from[i];
                    int to = load.to[i];
                    members += load.times[i] * (operators[group][to] - operators[group][from]);
                    size += load.times[i] * (bytes[group][to] - bytes[group][from]);
                    time += load.times[i] * (seconds[group][to] - seconds[group][from]);
                }
                if (size >= missing && members > 0) {
                    return spent + Math.min(members, Math.ceil(missing / size * members - 1e-9)) * time / members;
                }
                missing -= size;
                spent += time;
            }
            return missing <= 0 ? spent : Double.POSITIVE_INFINITY;
        }
    }
}
