package dev.braid.jobs.sched;

import java.util.List;
import java.util.Optional;

/**
 * All that a step's plan depends on.
 *
 * @param running in order of admission
 */
public record SchedulerView(long step, List<SequenceView> running, Optional<SampleView> sample) {
    public SchedulerView {
        running = List.copyOf(running);
    }
}
