package dev.braid.gpp.plan;

import java.util.Locale;

/** One thing that a plan must not be. Its message names the stage, the value and the bound. */
public sealed interface Violation {
    String message();

    /** A plan without a stage. */
    record NoStage() implements Violation {
        @Override
        public String message() {
            return "the plan has no stage";
        }
    }

    /** A stage whose id is not its place in the list. */
    record WrongId(int place, int id) implements Violation {
        @Override
        public String message() {
            return "stage " + place + " has id " + id + ": ids must be the places in the list, from 0";
        }
    }

    /** A stage without operators or without devices. */
    record Empty(int stage, String what) implements Violation {
        @Override
        public String message() {
            return "stage " + stage + " has no " + what;
        }
    }

    /** A number of an operator, device or stage that does not exist. */
    record Unknown(int stage, String what, int number, int count) implements Violation {
        @Override
        public String message() {
            return "stage " + stage + " names " + what + " " + number + ", but there are " + count + ", from 0";
        }
    }

    /** An operator that no stage has. */
    record OperatorMissing(String operator) implements Violation {
        @Override
        public String message() {
            return "operator " + operator + " is in no stage";
        }
    }

    /** Something that one stage has twice, or two stages have. */
    record Shared(String what, int stage, int other) implements Violation {
        @Override
        public String message() {
            return stage == other
                    ? "stage " + stage + " names " + what + " twice"
                    : what + " is in stage " + stage + " and in stage " + other;
        }
    }

    /** An operator that a stage recomputes and does not have. */
    record RecomputedElsewhere(int stage, String operator) implements Violation {
        @Override
        public String message() {
            return "stage " + stage + " recomputes operator " + operator + ", which it does not have";
        }
    }

    /** A stage that a path leaves and enters again. */
    record NotConvex(int stage, String outside) implements Violation {
        @Override
        public String message() {
            return "stage " + stage + " is not convex: a path leaves it, runs through operator " + outside
                    + " and enters it again";
        }
    }

    /** A stage edge that does not go from a lower id to a higher. */
    record NotTopological(int stage, int successor) implements Violation {
        @Override
        public String message() {
            return "stage " + stage + " has successor " + successor + ": successors must have higher ids";
        }
    }

    /** An edge of the model between stages without an edge between those stages in this direction. */
    record EdgeMissing(int stage, int next, String from, String to) implements Violation {
        @Override
        public String message() {
            return "operator edge " + from + " -> " + to + " goes from stage " + stage + " to stage " + next
                    + ", which is not among its successors";
        }
    }

    /** A number of a stage out of its range. */
    record OutOfRange(int stage, String field, long value, String bound) implements Violation {
        @Override
        public String message() {
            return "stage " + stage + ": " + field + " is " + value + ", but must be " + bound;
        }
    }

    /** Too few samples in flight: the stage and a successor would wait for each other for ever. */
    record Deadlock(int stage, int successor, int inFlight, int least) implements Violation {
        @Override
        public String message() {
            return "stage " + stage + " keeps " + inFlight + " samples in flight, but to feed stage " + successor
                    + " it needs at least " + least + ", or both wait for ever";
        }
    }

    /** A stage that does not fit its devices. */
    record MemoryExceeded(int stage, double bytes, double bound) implements Violation {
        @Override
        public String message() {
            return String.format(
                    Locale.ROOT,
                    "stage %d needs %.0f bytes per device, but a device has %.0f: %.0f too many",
                    stage,
                    bytes,
                    bound,
                    bytes - bound);
        }
    }
}
