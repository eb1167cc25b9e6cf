package dev.braid.gpp.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.PlanValidator;
import java.util.List;

/** What every plan of the search must hold: the validator's conditions, and the samples in flight that the rule gives. */
final class PlanCheck {
    private PlanCheck() {}

    static void check(Problem problem, Plan plan, String context) {
        assertEquals(List.of(), PlanValidator.check(problem, plan), context);
        assertEquals(InFlight.fill(plan.stages(), problem.training().miniBatch()), plan.stages(), context);
    }
}
