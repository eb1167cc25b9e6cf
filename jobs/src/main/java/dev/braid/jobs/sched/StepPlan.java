package dev.braid.jobs.sched;

import java.util.List;

/**
 * What one engine step computes: the rows of its token batch in order (decode, prefill, forward windows), then its
 * backward windows. This is the one place where requests and training meet.
 *
 * @param step counts from 0 in each engine
 */
public record StepPlan(long step, List<Work> work) {
    public StepPlan {
        work = List.copyOf(work);
    }

    public boolean isEmpty() {
        return work.isEmpty();
    }
}
