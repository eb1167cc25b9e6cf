package dev.braid.jobs.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a step of the scheduler allocates does not grow with its work, whatever the compiler takes away. */
class SchedulerAllocationTest {
    private static final int STEPS = 600;
    /** An answer that says which sample is done. */
    private static final long MOST_BYTES = 64;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aStepWithManyRequestsAllocatesAsMuchAsOneWithFew() {
        long[] few = bytesOfSteps(8);
        long[] many = bytesOfSteps(256);
        assertEquals(few[STEPS / 2], many[STEPS / 2], "bytes of a step at the median");
        // The virtual machine itself allocates now and then, when it links a call site.
        int tail = STEPS - STEPS / 100;
        assertTrue(many[tail] <= MOST_BYTES && few[tail] <= MOST_BYTES, few[tail] + " and " + many[tail] + " bytes");
    }

    /** Steps that only decode and train, after all prompts are computed; pages fill and are published in nearly all. Ascending. */
    private long[] bytesOfSteps(int requests) {
        BusyScheduler busy = new BusyScheduler(requests, 2_000);
        int decoding = 0;
        while (decoding < requests) {
            busy.prepare();
            StepPlan plan = busy.step();
            busy.renew(plan);
            decoding = plan.decodes();
        }
        long[] bytes = new long[STEPS];
        long windows = 0;
        for (int i = 0; i < STEPS; i++) {
            busy.prepare();
            long before = threads.getCurrentThreadAllocatedBytes();
            StepPlan plan = busy.step();
            bytes[i] = threads.getCurrentThreadAllocatedBytes() - before;
            assertEquals(requests, plan.decodes());
            windows += plan.backwards();
            busy.renew(plan);
        }
        assertTrue(windows > 100, windows + " backward windows beside " + requests + " requests");
        Arrays.sort(bytes);
        return bytes;
    }
}
