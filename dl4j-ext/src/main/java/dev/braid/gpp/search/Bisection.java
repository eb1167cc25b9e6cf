package dev.braid.gpp.search;

import dev.braid.gpp.plan.Plan;
import java.util.List;
import java.util.Optional;

/**
 * The smallest time per sample for some sizes of micro-batch: a lower bound that no plan reaches, a plan that was found,
 * and targets tried in between until they meet.
 */
final class Bisection {
    private static final double[] FIRST_STEPS = {1.02, 1.1, 1.3, 2, 8, Double.POSITIVE_INFINITY};

    /** So close to the bound a plan is often the best already, and a try just below it says so. */
    private static final double NEAR = 1.02;

    private final Ground ground;
    private final List<MicroBatch> microBatches;
    private final Assembly assembly;
    private double low;
    private Solved best;

    Bisection(Ground ground, List<MicroBatch> microBatches) {
        this.ground = ground;
        this.microBatches = microBatches;
        assembly = new Assembly(ground);
        Share largest = ground.share(
                microBatches.stream().mapToInt(MicroBatch::samples).max().orElseThrow());
        double work = largest.seconds()[ground.layout().size()] / largest.samples();
        low = work / ground.problem().topology().devices() * (1 - 1e-9);
    }

    /** Null until a plan was found. */
    Solved best() {
        return best;
    }

    /** A first plan: the target grows from the lower bound, as far as {@code bound}. */
    Optional<Solved> start(double bound) {
        double first = low;
        for (int i = 0; best == null && low < bound && i < FIRST_STEPS.length; i++) {
            double step = FIRST_STEPS[i] == Double.POSITIVE_INFINITY ? FIRST_STEPS[i] : first * FIRST_STEPS[i];
            tryFor(Math.min(bound, step));
            if (step >= bound) {
                break;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Narrows until the plan is within the tolerance of the best there is, or it is known that none is within {@code bound}. */
    void narrow(double tolerance, double bound) {
        if ((best == null || best.seconds() > bound) && (low >= bound || !tryFor(bound))) {
            return;
        }
        while (best.seconds() > low * (1 + tolerance)) {
            double high = best.seconds();
            if (high < NEAR * low && !tryFor(high * (1 - 0.9 * tolerance))) {
                continue;
            }
            tryFor(between(low, best.seconds()));
        }
    }

    private static double between(double low, double high) {
        return high > 1.1 * low ? Math.sqrt(Math.max(low, high * 1e-12) * high) : (low + high) / 2;
    }

    /** Whether a plan for this target was found; the best one is kept, else the lower bound rises. */
    private boolean tryFor(double target) {
        Optional<Solved> found = solve(target);
        boolean better = found.isPresent() && (best == null || found.get().seconds() < best.seconds());
        if (better) {
            best = found.get();
        } else if (target < Double.POSITIVE_INFINITY) {
            low = Math.max(target, Math.nextUp(low));
        }
        return better;
    }

    /** The leanest plan within a target. */
    Optional<Solved> solve(double target) {
        double memory = ground.problem().topology().memoryBytes();
        Optional<Solved> found = solve(target, memory);
        if (found.isPresent() && found.get().plan() == null) {
            found = solve(target, memory * (1 - 1e-9)).filter(solved -> solved.plan() != null);
        }
        return found;
    }

    private Optional<Solved> solve(double target, double memory) {
        Point point = new TargetSearch(ground, microBatches, target, memory).solve();
        if (point == null) {
            return Optional.empty();
        }
        List<Piece> pieces = Piece.of(ground, ground.layout().root(), point);
        Plan plan = assembly.plan(pieces).orElse(null);
        return Optional.of(new Solved(pieces, plan, plan == null ? 0 : ground.perSample(plan)));
    }
}
