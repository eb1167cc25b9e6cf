package dev.braid.jobs.bench;

import java.util.Locale;

/** A named value of a report: the name is its key in JSON and its column in text. */
public sealed interface Figure {
    /** In snake case, the unit last. */
    String key();

    /** As it stands in text. */
    String text();

    /** A word, or a sentence. */
    record Word(String key, String value) implements Figure {
        @Override
        public String text() {
            return value;
        }
    }

    /** A whole number. */
    record Count(String key, long value) implements Figure {
        @Override
        public String text() {
            return Long.toString(value);
        }
    }

    /**
     * A measured number.
     *
     * @param decimals shown in text; JSON has all of them
     */
    record Measure(String key, double value, int decimals) implements Figure {
        public Measure {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(key + " is " + value + ", must be a number");
            }
        }

        @Override
        public String text() {
            return String.format(Locale.ROOT, "%." + decimals + "f", value);
        }
    }
}
