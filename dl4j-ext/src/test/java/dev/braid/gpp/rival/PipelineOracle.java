package dev.braid.gpp.rival;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** Every sequential pipeline of a small problem with one size of micro-batch, stage by stage from the last. */
final class PipelineOracle {
    /** What stages may be. */
    record Space(Predicate<BitSet> cut, int mostReplicas, Recomputation recomputation) {}

    private final Problem problem;
    private final Space space;
    private final int microBatch;
    private double best = Double.POSITIVE_INFINITY;

    private PipelineOracle(Problem problem, Space space, int microBatch) {
        this.problem = problem;
        this.space = space;
        this.microBatch = microBatch;
    }

    /** Least time per sample; infinite when nothing fits. */
    static double best(Problem problem, Space space) {
        double best = Double.POSITIVE_INFINITY;
        for (int b = 1; problem.training().miniBatch() % b == 0; b *= 2) {
            PipelineOracle oracle = new PipelineOracle(problem, space, b);
            oracle.before(new BitSet(), 0, problem.topology().devices(), 0);
            best = Math.min(best, oracle.best);
        }
        return best;
    }

    /** Sets that may be cut off are those of a sequence's end, such as {@code order}'s. */
    static Predicate<BitSet> endsOf(int[] order) {
        List<BitSet> ends = new ArrayList<>();
        BitSet end = new BitSet();
        for (int i = order.length - 1; i >= 0; i--) {
            end.set(order[i]);
            ends.add((BitSet) end.clone());
        }
        return ends::contains;
    }

    /** Whether a set holds all successors of its operators. */
    static Predicate<BitSet> downsets(CostGraph graph) {
        return set -> {
            for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
                for (int successor : graph.successors(i)) {
                    if (!set.get(successor)) {
                        return false;
                    }
                }
            }
            return true;
        };
    }

    private void before(BitSet done, int stages, int devices, double slowest) {
        if (done.cardinality() == problem.graph().size()) {
            best = Math.min(best, slowest);
            return;
        }
        for (long mask = 1; mask < 1L << problem.graph().size(); mask++) {
            BitSet stage = BitSet.valueOf(new long[] {mask});
            BitSet more = (BitSet) stage.clone();
            more.or(done);
            if (!stage.intersects(done) && space.cut().test(more)) {
                for (int d = 1; d <= Math.min(Math.min(devices, microBatch), space.mostReplicas()); d++) {
                    double seconds = Math.max(slowest, cheapest(stage, stages + 1, d));
                    if (seconds < best) {
                        before(more, stages + 1, devices - d, seconds);
                    }
                }
            }
        }
    }

    private double cheapest(BitSet stage, int stages, int degree) {
        int inFlight = Math.min(stages * microBatch, problem.training().miniBatch());
        double best = Double.POSITIVE_INFINITY;
        long[] words = stage.toLongArray();
        long all = space.recomputation() == Recomputation.NONE ? 0 : words[0];
        for (long recomputed = all; ; recomputed = (recomputed - 1) & all) {
            BitSet some = BitSet.valueOf(new long[] {recomputed});
            StageCost cost = StageCost.of(problem, stage, some, degree, microBatch);
            if (cost.memoryBytes(inFlight) <= problem.topology().memoryBytes()) {
                best = Math.min(best, cost.timePerSample());
            }
            if (recomputed == 0) {
                return best;
            }
        }
    }
}
