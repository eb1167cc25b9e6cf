package dev.braid.gpp.plan;

import dev.braid.gpp.cost.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says what is wrong with a plan, whoever made it (GraphPipe, section 3):
 *
 * <ul>
 *   <li>C1: each operator is in exactly one stage, stages are convex, their edges go from lower ids to higher;
 *   <li>C2: an operator edge between stages makes a stage edge; more stage edges are allowed, as the sequential baseline
 *       has them;
 *   <li>C3: each stage has devices of the topology that no other has; not every device must be used;
 *   <li>the micro-batch divides the mini-batch and gives each replica a sample, and the samples in flight are whole
 *       micro-batches and enough that no stages wait for each other for ever;
 *   <li>each stage fits the memory of its devices.
 * </ul>
 *
 * <p>C4, the order of a stage's actions, holds by construction ({@link Kfkb}). What depends on numbers that are wrong
 * themselves is left out until they are right.
 */
public final class PlanValidator {
    private PlanValidator() {}

    /** Everything that is wrong; empty for a valid plan. */
    public static List<Violation> check(Problem problem, Plan plan) {
        if (plan.stages().isEmpty()) {
            return List.of(new Violation.NoStage());
        }
        List<Violation> violations = new ArrayList<>();
        new OperatorCheck(problem.graph(), plan, violations).run();
        new DeviceCheck(problem.topology(), plan, violations).run();
        new NumberCheck(problem.training().miniBatch(), plan, violations).run();
        if (violations.isEmpty()) {
            memory(problem, plan, violations);
        }
        return List.copyOf(violations);
    }

    /** The plan itself when it is valid; otherwise throws {@link IllegalArgumentException} with everything that is wrong. */
    public static Plan require(Problem problem, Plan plan) {
        List<Violation> violations = check(problem, plan);
        if (!violations.isEmpty()) {
            throw new IllegalArgumentException("plan of " + plan.planner() + " is not valid: "
                    + violations.stream().map(Violation::message).collect(Collectors.joining("; ")));
        }
        return plan;
    }

    private static void memory(Problem problem, Plan plan, List<Violation> violations) {
        double bound = problem.topology().memoryBytes();
        for (Stage stage : plan.stages()) {
            double bytes = Plan.cost(problem, stage).memoryBytes(stage.inFlight());
            if (bytes > bound) {
                violations.add(new Violation.MemoryExceeded(stage.id(), bytes, bound));
            }
        }
    }
}
