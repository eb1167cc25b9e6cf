package dev.braid.gpp.compare;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.Schedule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Simulated seconds of a mini-batch, for plans of one problem of which only the fastest is wanted: a plan that cannot be
 * it is not simulated, and a lower bound is given for it.
 *
 * <p>One thread, one problem.
 */
final class IterationTimes {
    private final Schedule schedule;
    private final Map<List<Stage>, Double> known = new HashMap<>();
    private double fastest = Double.POSITIVE_INFINITY;

    IterationTimes(Schedule schedule) {
        this.schedule = schedule;
    }

    /** Seconds, or a bound above those of a plan that was given before; infinite for a plan that deadlocks. */
    double seconds(Problem problem, Plan plan) {
        double bound = LowerBound.seconds(problem, plan, schedule);
        return bound > fastest ? bound : simulated(problem, plan);
    }

    /** Seconds; infinite for a plan that deadlocks or cannot be the fastest. */
    double secondsIfFast(Problem problem, Plan plan) {
        double bound = LowerBound.seconds(problem, plan, schedule);
        return bound > fastest ? Double.POSITIVE_INFINITY : simulated(problem, plan);
    }

    private double simulated(Problem problem, Plan plan) {
        double seconds = known.computeIfAbsent(plan.stages(), stages -> Growing.seconds(problem, plan, schedule));
        fastest = Math.min(fastest, seconds);
        return seconds;
    }
}
