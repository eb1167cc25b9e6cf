package dev.braid.jobs.sched;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who owns the token slots of a device's steps. */
public sealed interface Policy {
    /** The name by which users choose it. */
    String label();

    /** Requests first, under their targets; training gets the largest window that still fits the tightest deadline. */
    record CoServing() implements Policy {
        @Override
        public String label() {
            return "co-serving";
        }
    }

    /** Training first, at full speed; requests borrow the token slots that it leaves. */
    record TrainingFirst() implements Policy {
        @Override
        public String label() {
            return "training-first";
        }
    }

    /** Requests alone. */
    record InferenceOnly() implements Policy {
        @Override
        public String label() {
            return "inference-only";
        }
    }

    /** Training alone; requests wait for ever. */
    record FinetuningOnly() implements Policy {
        @Override
        public String label() {
            return "finetuning-only";
        }
    }

    /** In turn {@code steps} inference steps, then one training sample forward and backward as a whole. */
    record Temporal(int steps) implements Policy {
        public Temporal {
            if (steps < 1) {
                throw new IllegalArgumentException("temporal-" + steps + ": must be at least temporal-1");
            }
        }

        @Override
        public String label() {
            return "temporal-" + steps;
        }
    }

    /** Temporal with a number of inference steps that follows the time of a step, the queue and the targets. */
    record DynamicTemporal() implements Policy {
        @Override
        public String label() {
            return "dynamic-temporal";
        }
    }

    /**
     * The policy of a label; {@code inference-first} is another name of co-serving.
     *
     * @throws IllegalArgumentException naming the labels that there are
     */
    static Policy of(String label) {
        Matcher temporal = Pattern.compile("temporal-(\\d{1,6})").matcher(label);
        if (temporal.matches()) {
            return new Temporal(Integer.parseInt(temporal.group(1)));
        }
        return switch (label) {
            case "co-serving", "inference-first" -> new CoServing();
            case "training-first" -> new TrainingFirst();
            case "inference-only" -> new InferenceOnly();
            case "finetuning-only" -> new FinetuningOnly();
            case "dynamic-temporal" -> new DynamicTemporal();
            default ->
                throw new IllegalArgumentException("policy is '" + label + "', must be inference-first (or "
                        + "co-serving), training-first, inference-only, finetuning-only, temporal-N or "
                        + "dynamic-temporal");
        };
    }
}
