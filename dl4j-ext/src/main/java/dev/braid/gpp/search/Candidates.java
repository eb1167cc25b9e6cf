package dev.braid.gpp.search;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
    /** How much time per sample is given for fewer samples in flight. */
    private static final double[] LEANER = {1.05, 1.15, 1.4};

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
        spread = new Spread(problem, new Assembly(ground));
        for (int b = 1; problem.training().miniBatch() % b == 0; b *= 2) {
            sizes.add(ground.microBatch(b));
        }
    }

    Optional<Plan> best() {
        uniform();
        if (effort.mixing() == Effort.Mixing.ALL_SIZES || fastest == null) {
            mixed(sizes, EXACT);
        } else {
            mixed(neighbours(), CLOSE);
        }
        return ranking.best();
    }

    private void uniform() {
        List<Bisection> found = new ArrayList<>();
        for (MicroBatch size : sizes) {
            Bisection bisection = new Bisection(ground, List.of(size));
            if (bisection.start().isPresent()) {
                bisection.narrow(CLOSE, Double.POSITIVE_INFINITY);
                found.add(bisection);
            }
        }
        found.sort(Comparator.comparingDouble(bisection -> bisection.best().seconds()));
        for (Bisection bisection : found) {
            bisection.narrow(EXACT, fastest == null ? Double.POSITIVE_INFINITY : fastest.seconds());
            offer(bisection);
        }
    }

    private void mixed(List<MicroBatch> some, double tolerance) {
        if (some.size() == 1) {
            return;
        }
        Bisection bisection = new Bisection(ground, some);
        if (fastest == null) {
            bisection.start();
        }
        double bound = fastest == null ? Double.POSITIVE_INFINITY : fastest.seconds();
        bisection.narrow(tolerance, bound);
        offer(bisection);
    }

    /** The size that the best plan has, if it is one, with the next smaller and the next larger. */
    private List<MicroBatch> neighbours() {
        int b = ranking.best().orElseThrow().stages().get(0).microBatch();
        return sizes.stream()
                .filter(size -> 2 * size.samples() >= b && size.samples() <= 2 * b)
                .toList();
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
            Solved leaner = depth == 1 ? null : bisection.solve(factor * best.seconds()).orElse(null);
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
