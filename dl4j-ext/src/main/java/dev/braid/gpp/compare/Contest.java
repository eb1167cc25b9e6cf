package dev.braid.gpp.compare;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.PlanValidator;
import dev.braid.gpp.simulate.InFlightGrowth;
import dev.braid.gpp.simulate.Run;
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
        Outcome outcome = kind.planner(this::iterationTime).plan(problem);
        if (outcome instanceof Outcome.Infeasible infeasible) {
            return new Planned.None(kind, infeasible.reason(), since(start));
        }
        Plan plan = InFlightGrowth.grow(problem, ((Outcome.Found) outcome).plan(), schedule);
        double seconds = since(start);
        PlanValidator.require(problem, plan);
        return new Planned.Found(
                kind, plan, Simulator.run(problem, plan, schedule).finished(), seconds);
    }

    private double since(long start) {
        return (nanos.getAsLong() - start) / 1e9;
    }

    /** Seconds of one mini-batch; infinite for a plan that deadlocks. */
    private double iterationTime(Problem problem, Plan plan) {
        Run run = Simulator.run(problem, plan, schedule);
        return run instanceof Run.Finished finished ? finished.simulation().iterationTime() : Double.POSITIVE_INFINITY;
    }
}
