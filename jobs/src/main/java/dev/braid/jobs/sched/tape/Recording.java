package dev.braid.jobs.sched.tape;

import dev.braid.jobs.sched.KvPool;
import dev.braid.jobs.sched.SchedulerEvent;
import dev.braid.jobs.sched.SchedulerSettings;
import java.util.List;

/**
 * All that a scheduler's plans depended on, and the plans.
 *
 * @param coefficients of the latency function when it began
 */
public record Recording(
        SchedulerSettings settings, KvPool pool, List<Double> coefficients, List<SchedulerEvent> events) {
    public Recording {
        coefficients = List.copyOf(coefficients);
        events = List.copyOf(events);
    }
}
