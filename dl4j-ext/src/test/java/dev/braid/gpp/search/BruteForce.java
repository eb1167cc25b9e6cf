package dev.braid.gpp.search;

import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.InFlight;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The smallest time per sample over some partitions by trying every degree, micro-batch and recomputation of every stage. */
final class BruteForce {
    private record Key(int stage, int degree, int microBatch, int inFlight) {}

    private final Problem problem;
    private final Order order;
    private final Map<Key, Double> times = new HashMap<>();
    private List<Integer> stages;
    private int[] inFlight;
    private int[] microBatch;
    private double best = Double.POSITIVE_INFINITY;

    BruteForce(Problem problem, Order order) {
        this.problem = problem;
        this.order = order;
    }

    /** The best of plans whose stages all have one micro-batch; infinite when none fits. */
    double uniform(List<List<Integer>> partitions) {
        for (int b : sizes()) {
            search(partitions, new int[] {b});
        }
        return best;
    }

    /** The best of plans whose stages each have their own micro-batch; infinite when none fits. */
    double mixed(List<List<Integer>> partitions) {
        search(partitions, sizes());
        return best;
    }

    private int[] sizes() {
        int powers = Integer.numberOfTrailingZeros(problem.training().miniBatch()) + 1;
        int[] sizes = new int[powers];
        for (int i = 0; i < powers; i++) {
            sizes[i] = 1 << i;
        }
        return sizes;
    }

    private void search(List<List<Integer>> partitions, int[] sizes) {
        for (List<Integer> partition : partitions) {
            if (partition.size() <= problem.topology().devices()) {
                stages = partition;
                inFlight = new int[stages.size()];
                microBatch = new int[stages.size()];
                assign(stages.size() - 1, problem.topology().devices(), 0, sizes);
            }
        }
    }

    private void assign(int at, int devices, double slowest, int[] sizes) {
        if (at < 0) {
            best = Math.min(best, slowest);
            return;
        }
        for (int b : sizes) {
            microBatch[at] = b;
            inFlight[at] = samples(at, b);
            for (int degree = 1; degree <= Math.min(b, devices - at); degree++) {
                double time = Math.max(slowest, time(new Key(stages.get(at), degree, b, inFlight[at])));
                if (time < best) {
                    assign(at - 1, devices - degree, time, sizes);
                }
            }
        }
    }

    private int samples(int at, int b) {
        int samples = InFlight.last(b, 1);
        for (int next = at + 1; next < stages.size(); next++) {
            if (order.precedes(stages.get(at), stages.get(next))) {
                samples = Math.max(samples, InFlight.before(b, 1, inFlight[next], microBatch[next]));
            }
        }
        return Math.min(samples, problem.training().miniBatch());
    }

    private double time(Key key) {
        return times.computeIfAbsent(key, this::compute);
    }

    private double compute(Key key) {
        BitSet operators = BitSet.valueOf(new long[] {key.stage()});
        StageCost cost = StageCost.of(problem, operators, key.degree(), key.microBatch());
        int share = StageCost.share(key.microBatch(), key.degree());
        int gain = key.inFlight() / key.microBatch() * share - share;
        double least = Double.POSITIVE_INFINITY;
        for (int again = key.stage(); again >= 0; again = again == 0 ? -1 : (again - 1) & key.stage()) {
            double bytes = 0;
            double seconds = 0;
            for (int rest = again; rest != 0; rest &= rest - 1) {
                Operator operator = problem.graph().operator(Integer.numberOfTrailingZeros(rest));
                bytes += operator.savedBytes();
                seconds += operator.forward().seconds(share, problem.topology().rates());
            }
            if (cost.memoryBytes(key.inFlight()) - gain * bytes
                    <= problem.topology().memoryBytes()) {
                least = Math.min(least, cost.timePerSample() + seconds / key.microBatch());
            }
        }
        return least;
    }
}
