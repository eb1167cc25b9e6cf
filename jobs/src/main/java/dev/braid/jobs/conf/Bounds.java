package dev.braid.jobs.conf;

import java.time.Duration;
import java.util.Map;

/** Bounds of values that are written with units or in pairs. */
final class Bounds {
    private Bounds() {}

    static Bound<Long> size(long least, long most) {
        return new Bound<>(
                "from " + Units.printSize(least) + " to " + Units.printSize(most),
                bytes -> bytes >= least && bytes <= most);
    }

    static Bound<Duration> duration(Duration least, Duration most) {
        return new Bound<>(
                "from " + Units.printDuration(least) + " to " + Units.printDuration(most),
                value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
    }

    /** Every value of the pairs is a number of the given form and range. */
    static Bound<Map<String, String>> eachValue(String words, String form, double least, double most) {
        return new Bound<>(
                "pairs whose values are " + words,
                pairs -> pairs.values().stream()
                        .allMatch(value -> value.matches(form)
                                && Double.parseDouble(value) >= least
                                && Double.parseDouble(value) <= most));
    }
}
