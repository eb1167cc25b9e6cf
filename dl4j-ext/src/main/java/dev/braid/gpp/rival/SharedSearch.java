package dev.braid.gpp.rival;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The dynamic programme over nested sets, with the shared costs, for one size of micro-batch: Piper's over all downsets,
 * PipeDream's over the suffixes of one order. It looks for plans below a bound and raises the bound until there are some:
 * work that is left bounds from both sides how many devices a set may have, so most of the table is never looked at, and
 * nothing that is below the bound is missed.
 */
final class SharedSearch {
    private static final double[] STEPS = {1.02, 1.1, 1.25, 1.5, 2, 3, 6, Double.POSITIVE_INFINITY};
    /** Differences of sums in another order are below. */
    private static final double SLACK = 1 - 1e-9;

    private final NestedSets sets;
    private final SharedStage stage;
    private final int microBatch;
    private final int devices;
    private final int[] degrees;
    private final double[] work;
    private final double least;
    private final int[] nodes;
    /** Devices that a set's own work needs, by set. */
    private final int[] fewest;
    /** Sets that have a plan below the bound, ascending. */
    private final int[] planned;

    private int plannedCount;
    private double bound;
    private CutTable table;

    /** @param mostReplicas of one stage */
    SharedSearch(Problem problem, NestedSets sets, Sums sums, SharedStage stage, int microBatch, int mostReplicas) {
        this.sets = sets;
        this.stage = stage;
        this.microBatch = microBatch;
        devices = problem.topology().devices();
        degrees = degrees(microBatch, Math.min(devices, mostReplicas));
        double[] seconds = sums.samples(microBatch).seconds();
        work = Arrays.stream(seconds).map(of -> of / microBatch).toArray();
        nodes = new int[problem.graph().size()];
        fewest = new int[sets.count()];
        planned = new int[sets.count()];
        double slowest = 0;
        int share = StageCost.share(microBatch, degrees[degrees.length - 1]);
        for (int node = 0; node < nodes.length; node++) {
            double one = sums.samples(share).forwardOf()[node]
                    + problem.graph()
                            .operator(node)
                            .backwardSeconds(share, problem.topology().rates());
            slowest = Math.max(slowest, one / microBatch);
        }
        least = Math.max(slowest, work[work.length - 1] / devices);
    }

    /** Degrees that give the busiest replica fewer samples than every smaller one: others only cost devices and an all-reduce. */
    static int[] degrees(int microBatch, int most) {
        return IntStream.rangeClosed(1, Math.min(most, microBatch))
                .filter(degree ->
                        degree == 1 || StageCost.share(microBatch, degree) < StageCost.share(microBatch, degree - 1))
                .toArray();
    }

    /**
     * The fastest pipelines for each number of stages that makes them faster than fewer do; none when nothing fits within
     * {@code most} seconds per sample.
     */
    List<Pipeline> best(double most) {
        List<Pipeline> found = List.of();
        for (int i = 0; found.isEmpty() && i < STEPS.length && (i == 0 || bound < most); i++) {
            bound = least == 0 ? most : Math.min(most, least * STEPS[i]);
            found = below();
        }
        return found;
    }

    private List<Pipeline> below() {
        stage.wanted(bound);
        table = new CutTable(sets.count(), devices, stage.mostStages());
        plannedCount = 1;
        for (int set = 1; set < sets.count(); set++) {
            table.begin();
            fewest[set] = Math.max(1, atLeast(work[set]));
            fill(set, devices - atLeast((work[work.length - 1] - work[set]) * SLACK));
            table.end(set);
            if (table.has(set)) {
                planned[plannedCount++] = set;
            }
        }
        return traces(sets.count() - 1);
    }

    /** Devices that so many seconds of work per sample need. */
    private int atLeast(double seconds) {
        return seconds <= 0 ? 0 : Math.max(1, (int) Math.ceil(seconds / bound * SLACK));
    }

    private void fill(int set, int most) {
        for (int i = 0; i < plannedCount && fewest[set] <= most; i++) {
            int subset = planned[i];
            double seconds = work[set] - work[subset];
            int free = Math.min(most - fewest[subset], degrees[degrees.length - 1]);
            if (seconds * SLACK <= free * bound && sets.nested(subset, set) && !stage.tooLarge(set, subset)) {
                stage.load(set, subset);
                offer(set, subset, atLeast(seconds), most);
            }
        }
    }

    private void offer(int set, int subset, int needed, int most) {
        int rest = fewest[subset];
        for (int degree : degrees) {
            if (degree >= needed && degree + rest <= most && stage.price(degree) <= bound) {
                table.offer(subset, 1, degree, Math.max(fewest[set], degree + rest), most, stage);
            }
        }
    }

    private List<Pipeline> traces(int all) {
        List<Pipeline> pipelines = new ArrayList<>();
        double last = Double.POSITIVE_INFINITY;
        for (int stages = 1; stages <= stage.mostStages(); stages++) {
            double seconds = table.at(all, devices, stages);
            if (seconds < last && seconds <= bound) {
                last = seconds;
                pipelines.add(trace(all, stages, seconds));
            }
        }
        return pipelines;
    }

    private Pipeline trace(int all, int stages, double seconds) {
        List<Pipeline.Part> parts = new ArrayList<>();
        int set = all;
        int left = devices;
        for (int behind = stages; set != 0; behind--) {
            while (table.at(set, left - 1, behind) == seconds) {
                left--;
            }
            while (table.at(set, left, behind - 1) == seconds) {
                behind--;
            }
            int subset = set;
            int degree = 0;
            while (degree == 0) {
                degree = degree(set, --subset, left, behind, seconds);
            }
            parts.add(part(set, subset, degree, behind));
            set = subset;
            left -= degree;
            seconds = table.at(set, left, behind - 1);
        }
        return new Pipeline(microBatch, parts);
    }

    /** The degree with which a stage before the subset gives the table's value; 0 for none. */
    private int degree(int set, int subset, int left, int behind, double seconds) {
        if (!sets.nested(subset, set)) {
            return 0;
        }
        stage.load(set, subset);
        for (int degree : degrees) {
            double rest = degree > left ? Double.POSITIVE_INFINITY : table.at(subset, left - degree, behind - 1);
            if (rest <= seconds && stage.price(degree) <= seconds && Math.max(rest, stage.at(behind)) == seconds) {
                return degree;
            }
        }
        return 0;
    }

    private Pipeline.Part part(int set, int subset, int degree, int behind) {
        int count = sets.difference(set, subset, nodes);
        List<Integer> operators = Arrays.stream(nodes, 0, count).boxed().toList();
        List<Integer> recomputed =
                Arrays.stream(stage.recomputed(behind)).boxed().toList();
        return new Pipeline.Part(operators, recomputed, degree);
    }
}
