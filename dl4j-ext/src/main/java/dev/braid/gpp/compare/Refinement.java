package dev.braid.gpp.compare;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.simulate.Schedule;
import java.util.HashSet;
import java.util.Set;

/**
 * The fastest of what {@linkplain Descent descents} from several plans come to. Descents end in valleys, so plans of
 * different searches are worth more as beginnings than one of them with more time.
 *
 * <p>One thread, one problem. The same plans in the same order give the same result.
 */
final class Refinement {
    /** Samples in flight, as multiples of what the rule asks for: plans that wait for transfers are better with more. */
    private static final double[] IN_FLIGHT = {1, 2};

    private final Problem problem;
    private final Schedule schedule;
    private final Set<Draft> starts = new HashSet<>();
    private Plan best;
    private double seconds;

    /** Descends from a valid plan. */
    Refinement(Problem problem, Schedule schedule, Plan plan) {
        this.problem = problem;
        this.schedule = schedule;
        this.best = plan;
        this.seconds = Growing.seconds(problem, plan, schedule);
        from(plan);
    }

    /** The fastest plan so far, no slower than the one that was given first. */
    Plan best() {
        return best;
    }

    /** Descends from another valid plan, unless one with the same stages was given before. */
    void from(Plan plan) {
        if (!starts.add(Draft.of(plan))) {
            return;
        }
        Plan start = plan;
        for (double inFlight : IN_FLIGHT) {
            start = new Descent(problem, schedule, inFlight)
                    .from(start)
                    .map(this::offer)
                    .orElse(start);
        }
    }

    /** Returns what the plan has grown to. */
    private Plan offer(Plan plan) {
        Plan grown = Growing.grow(problem, plan, schedule);
        double grownSeconds = Growing.seconds(problem, grown, schedule);
        if (grownSeconds < seconds) {
            best = grown;
            seconds = grownSeconds;
        }
        return grown;
    }
}
