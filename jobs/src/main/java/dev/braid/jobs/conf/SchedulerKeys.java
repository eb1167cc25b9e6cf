package dev.braid.jobs.conf;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keys of the scheduler: who owns the token slots, and what requests are promised. */
public final class SchedulerKeys {
    /** Labels of policies; the number of temporal-N is the inference steps between two training samples. */
    private static final String LABELS =
            "inference-first|co-serving|training-first|inference-only|finetuning-only|temporal-[1-9]\\d{0,5}"
                    + "|dynamic-temporal";

    public static final ConfKey<String> POLICY = ConfKey.of(
            "scheduler.policy",
            ValueTypes.TEXT,
            "inference-first",
            new Bound<>(
                    "inference-first (also co-serving), training-first, inference-only, finetuning-only, temporal-N "
                            + "or dynamic-temporal",
                    label -> label.matches(LABELS)),
            "who owns the token slots: `inference-first` keeps the targets below and trains in what they leave; "
                    + "`training-first` lends requests the slots that training leaves; the others are for comparison");
    public static final ConfKey<Duration> TPOT = ConfKey.of(
            "slo.tpot",
            ValueTypes.DURATION,
            Duration.ofMillis(100),
            Bounds.duration(Duration.ofMillis(1), Duration.ofHours(1)),
            "target of the time per output token after the first; a request may name its own `tpot_ms`");
    public static final ConfKey<Duration> TTFT = ConfKey.of(
            "slo.ttft",
            ValueTypes.DURATION,
            Duration.ofSeconds(5),
            Bounds.duration(Duration.ofMillis(1), Duration.ofHours(1)),
            "target of the time to the first token; a request that the queue would make later is answered with 429; "
                    + "a request may name its own `ttft_ms`");

    public static final ConfKey<Optional<String>> RECORD = ConfKey.optional(
            "scheduler.record",
            ValueTypes.TEXT,
            Bound.any(),
            "a folder on every executor into which its scheduler's events are written, to be replayed: "
                    + "`scheduler-EXECUTOR.txt`, some hundred bytes for each token; `none` records nothing");

    static final KeyGroup GROUP = new KeyGroup(
            "The scheduler",
            "Who owns the token slots of a step, and what requests are promised. Everything else is measured.",
            List.of(POLICY, TPOT, TTFT, RECORD));

    private SchedulerKeys() {}
}
