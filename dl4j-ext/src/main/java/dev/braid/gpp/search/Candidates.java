package dev.braid.gpp.search;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The plans that a search offers for one problem: the best for each single size of micro-batch, leaner ones that give a
 * little time per sample for fewer samples in flight, and some that mix sizes.
 *
 * <p>The time per sample leaves out how long a pipeline takes to fill, so the smallest is not always the fastest.
 */
final class Candidates {
    /** What the one best time per sample is narrowed to. */
    private static final double EXACT = 1e-10;
    /** What the others are narrowed to. */
    private static final double CLOSE = 1e-3;
    /** What plans with mixed sizes are narrowed to. */
    private static final double COARSE = 1e-2;
    /** How much time per sample is given for fewer samples in flight. */
    private static final double[] LEANER = {1.05, 1.15, 1.4};
    /** A size whose time per sample is so many times another's, filling the pipeline included, is left out. */
    private static final double HOPELESS = 1.25;

    private final Ground ground;
    private final Effort effort;
    private final Ranking ranking;
    private final Spread spread;
    private final List<MicroBatch> sizes = new ArrayList<>();
    private Solved fastest;

    Candidates(Ground ground, Effort effort, Ranking ranking) {
        this.ground = ground;
        this.effort = effort;
        this.ranking = ranking;
        Problem problem = ground.problem();
        spread = new Spread(ground);
        for (int b = 1; problem.training().miniBatch() % b == 0; b *= 2) {
            sizes.add(ground.microBatch(b));
        }
    }

    /** Offers all of them to the ranking; none when none fits. */
    void offerAll() {
        uniform();
        if (effort.mixing() == Effort.Mixing.ALL_SIZES || fastest == null) {
            mixed(sizes);
        } else {
            neighbours(ranking.best().orElseThrow());
        }
    }

    private void uniform() {
        List<Bisection> found = new ArrayList<>();
        double hopeless = Double.POSITIVE_INFINITY;
        for (int i = sizes.size() - 1; i >= 0; i--) {
            Bisection bisection = new Bisection(ground, List.of(sizes.get(i)));
            if (bisection.start(hopeless).isPresent()) {
                bisection.narrow(CLOSE, Double.POSITIVE_INFINITY);
                found.add(bisection);
                hopeless = Math.min(hopeless, HOPELESS * filled(bisection.best(), sizes.get(i)));
            }
        }
        found.sort(Comparator.comparingDouble(bisection -> bisection.best().seconds()));
        for (Bisection bisection : found) {
            bisection.narrow(EXACT, fastest == null ? Double.POSITIVE_INFINITY : fastest.seconds());
            offer(bisection);
        }
    }

    /** Seconds per sample when the time to fill the pipeline is counted too. */
    private double filled(Solved solved, MicroBatch size) {
        double waits = (solved.plan().depth() - 1.0) * size.samples();
        return solved.seconds() * (1 + waits / ground.problem().training().miniBatch());
    }

    private void mixed(List<MicroBatch> some) {
        Bisection bisection = new Bisection(ground, some);
        if (fastest != null || bisection.start(Double.POSITIVE_INFINITY).isPresent()) {
            bisection.narrow(EXACT, fastest == null ? Double.POSITIVE_INFINITY : fastest.seconds());
            offer(bisection);
        }
    }

    /** Plans in which some stages have another micro-batch than the one that is best for all: smaller ones for less memory, twice as large ones for less time. */
    private void neighbours(Plan best) {
        int b = best.stages().get(0).microBatch();
        double seconds = ground.perSample(best);
        List<MicroBatch> smaller = sizes.stream()
                .filter(size -> size.samples() <= b && 4 * size.samples() >= b)
                .toList();
        new Bisection(ground, smaller).solve(seconds).ifPresent(this::offer);
        List<MicroBatch> around = sizes.stream()
                .filter(size -> size.samples() <= 2 * b && 2 * size.samples() >= b)
                .toList();
        Bisection bisection = new Bisection(ground, around);
        bisection.narrow(COARSE, seconds);
        offer(bisection);
    }

    private void offer(Bisection bisection) {
        Solved best = bisection.best();
        if (best == null) {
            return;
        }
        offer(best);
        if (fastest == null || best.seconds() < fastest.seconds()) {
            fastest = best;
        }
        int depth = best.plan().depth();
        for (double factor : LEANER) {
            Solved leaner =
                    depth == 1 ? null : bisection.solve(factor * best.seconds()).orElse(null);
            if (leaner != null && leaner.plan().depth() < depth) {
                depth = leaner.plan().depth();
                offer(leaner);
            }
        }
    }

    private void offer(Solved solved) {
        Plan plan = spread.over(solved).plan();
        ranking.offer(plan);
        ranking.offer(Interleaving.of(plan));
    }
}
