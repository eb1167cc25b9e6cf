package dev.braid.jobs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.jobs.sched.StepPlan;
import dev.braid.jobs.sched.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerTest {
    @Test
    void countsEveryStepThatHadTokensOfRequestsInTheBucketOfItsSize() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Ledger ledger = new Ledger();
        List<Integer> sizes = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            List<Work> work = new ArrayList<>();
            int chosen = random.nextInt(3);
            int prompt = random.nextInt(3) == 0 ? 1 + random.nextInt(1 << 1 + random.nextInt(15)) : 0;
            for (int i = 0; i < chosen; i++) {
                work.add(new Work.Decode(i));
            }
            if (prompt > 0) {
                work.add(new Work.Prefill(7, 0, prompt));
            }
            work.add(new Work.ForwardWindow(1, 0, 100));
            ledger.step(StepPlan.of(step, work), step, 1, 0, chosen);
            sizes.add(prompt + chosen);
        }
        Ledger.Totals totals = ledger.totals();
        int[] bounds = StepSizes.bounds();
        long below = 0;
        for (int bucket = 0; bucket < bounds.length; bucket++) {
            int bound = bounds[bucket];
            below += totals.stepSizes().counts().get(bucket);
            assertEquals(
                    sizes.stream().filter(size -> size > 0 && size <= bound).count(),
                    below,
                    "steps of at most " + bound + " tokens, seed " + seed);
        }
        assertEquals(
                sizes.stream().filter(size -> size > 0).count(),
                below + totals.stepSizes().counts().get(bounds.length),
                "seed " + seed);
        assertEquals(
                sizes.stream().mapToLong(Integer::longValue).sum(),
                totals.stepSizes().tokens(),
                "seed " + seed);
        assertEquals(totals.prompt() + totals.generated(), totals.stepSizes().tokens(), "seed " + seed);
    }
}
