package dev.braid.jobs.sched;

import dev.braid.jobs.sched.pages.PageKey;
import java.util.List;

/** Something that a scheduler was told, was asked, or decided. Times are nanoseconds on the engine's clock. */
public sealed interface SchedulerEvent {
    /** A request arrived. */
    record Offered(long now, RequestSpec request) implements SchedulerEvent {}

    /** A waiting request started, or went on. */
    record Started(long id) implements SchedulerEvent {}

    /** The key of a page was asked for, during the event before. */
    record Keyed(long id, int page, PageKey key) implements SchedulerEvent {}

    /** A request was over. */
    record Dropped(long now, long id) implements SchedulerEvent {}

    /** A finetuning job's weight was set. */
    record Weighed(String job, double weight) implements SchedulerEvent {}

    /** A training sample arrived. */
    record SampleOffered(SampleSpec sample) implements SchedulerEvent {}

    /** A training sample was dropped. */
    record SampleWithdrawn(long id) implements SchedulerEvent {}

    /** Lanes were to get samples. */
    record SamplesBegun() implements SchedulerEvent {}

    /** A step was planned. */
    record Planned(long now, List<Work> work, long predictedNanos, long slackNanos) implements SchedulerEvent {}

    /** The step that was planned last was carried out. */
    record Completed(long now) implements SchedulerEvent {}

    /** A running request's next token came out. */
    record TokenCame(long now, long id) implements SchedulerEvent {}
}
