package dev.braid.gpp.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.PlanValidator;
import dev.braid.gpp.plan.RandomPlans;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightGrowthTest {
    @Test
    void grownPlansAreValidAndNeverSlower() {
        long seed = System.nanoTime();
        RandomPlans plans = new RandomPlans(seed);
        int faster = 0;
        for (int i = 0; i < 60; i++) {
            RandomPlans.Case one = plans.mixed();
            Schedule schedule = Schedule.values()[i % 2];
            Plan grown = InFlightGrowth.grow(one.problem(), one.plan(), schedule);
            String hint = "seed " + seed + ", case " + i;
            assertEquals(List.of(), PlanValidator.check(one.problem(), grown), hint);
            double before = seconds(one, one.plan(), schedule);
            double after = seconds(one, grown, schedule);
            assertTrue(after <= before, hint);
            assertTrue(grown.equals(one.plan()) || after < before, hint);
            faster += after < before ? 1 : 0;
        }
        assertTrue(faster > 0, "seed " + seed);
    }

    private static double seconds(RandomPlans.Case one, Plan plan, Schedule schedule) {
        return Simulator.run(one.problem(), plan, schedule).finished().iterationTime();
    }
}
