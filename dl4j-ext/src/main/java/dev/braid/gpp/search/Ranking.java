package dev.braid.gpp.search;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The best of the plans that are offered: the shortest iteration, then the shortest time per sample, then the fewest
 * samples in flight of any stage, then the fewest stages, then the one that was offered first.
 */
final class Ranking {
    private record Ranked(Plan plan, double iteration, double perSample, int inFlight) {
        boolean before(Ranked other) {
            int order = Double.compare(iteration, other.iteration);
            order = order == 0 ? Double.compare(perSample, other.perSample) : order;
            order = order == 0 ? Integer.compare(inFlight, other.inFlight) : order;
            order = order == 0
                    ? Integer.compare(plan.stages().size(), other.plan.stages().size())
                    : order;
            return order < 0;
        }
    }

    private final Problem problem;
    private final ToDoubleFunction<Plan> iterationTime;
    private final Set<Plan> seen = new HashSet<>();
    private Ranked best;

    Ranking(Problem problem, ToDoubleFunction<Plan> iterationTime) {
        this.problem = problem;
        this.iterationTime = iterationTime;
    }

    void offer(Plan plan) {
        if (!seen.add(plan)) {
            return;
        }
        int inFlight = plan.stages().stream().mapToInt(Stage::inFlight).max().orElse(0);
        Ranked ranked = new Ranked(plan, iterationTime.applyAsDouble(plan), plan.timePerSample(problem), inFlight);
        if (best == null || ranked.before(best)) {
            best = ranked;
        }
    }

    Optional<Plan> best() {
        return Optional.ofNullable(best).map(Ranked::plan);
    }
}
