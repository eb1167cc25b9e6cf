package dev.braid.gpp.compare;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.PlanValidator;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.gpp.simulate.Simulator;
import java.util.function.LongSupplier;

/**
 * Runs any planner under the same rules: shared costs, candidates ranked by the simulated mini-batch under one schedule,
 * then as many more samples in flight as make it faster and fit, and the plan validated. The search time holds all of
 * that but the validation.
 *
 * @param schedule of every simulation
 * @param nanos a clock, in nanoseconds from any beginning
 */
public record Contest(Schedule schedule, LongSupplier nanos) {

    public Planned run(PlannerKind kind, Problem problem) {
        long start = nanos.getAsLong();
        Outcome outcome = kind.planner(schedule).plan(problem);
        if (outcome instanceof Outcome.Infeasible infeasible) {
            return new Planned.None(kind, infeasible.reason(), since(start));
        }
        Plan found = ((Outcome.Found) outcome).plan();
        Plan plan = kind == PlannerKind.GRAPH ? found : Growing.grow(problem, found, schedule);
        double seconds = since(start);
        PlanValidator.require(problem, plan);
        return new Planned.Found(
                kind, plan, Simulator.run(problem, plan, schedule).finished(), seconds);
    }

    private double since(long start) {
        return (nanos.getAsLong() - start) / 1e9;
    }
}
