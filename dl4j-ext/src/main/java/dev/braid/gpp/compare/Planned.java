package dev.braid.gpp.compare;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.formats.PlanJson;
import dev.braid.gpp.plan.Outcome;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.simulate.Simulation;

/** What one planner came to for a problem under the shared costs, and how long its search took. */
public sealed interface Planned {
    PlannerKind planner();

    double searchSeconds();

    /** As it is written to a file. */
    PlanJson.Document document(Problem problem);

    /** A valid plan and one mini-batch of it. */
    record Found(PlannerKind planner, Plan plan, Simulation simulation, double searchSeconds) implements Planned {
        @Override
        public PlanJson.Document document(Problem problem) {
            PlanJson.Figures figures =
                    new PlanJson.Figures(plan.timePerSample(problem), simulation.iterationTime(), searchSeconds);
            return new PlanJson.Document(planner.label(), new Outcome.Found(plan), figures);
        }
    }

    /** No plan, and why. */
    record None(PlannerKind planner, String reason, double searchSeconds) implements Planned {
        @Override
        public PlanJson.Document document(Problem problem) {
            return new PlanJson.Document(
                    planner.label(), new Outcome.Infeasible(reason), new PlanJson.Figures(0, 0, searchSeconds));
        }
    }
}
