package dev.braid.submit.plan;

import dev.braid.gpp.text.Quantity;
import java.util.Locale;
import java.util.Optional;

/** Quantities of options, which must name their unit, and quantities for people. */
public final class Units {
    private static final double KIB = 1024;

    private Units() {}

    /** @throws IllegalArgumentException naming the option, the value and an example of what it must be */
    public static Optional<Double> parse(String option, String value, Quantity kind, String example) {
        if (value == null) {
            return Optional.empty();
        }
        if (value.matches("\\s*[-+0-9.eE]*\\s*")) {
            throw new IllegalArgumentException(
                    option + " is '" + value + "', must be a number with a unit, such as " + example);
        }
        try {
            return Optional.of(kind.parse(value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    /** In the largest binary unit that leaves a number of at least 1. */
    public static String bytes(double bytes) {
        double left = bytes;
        int unit = 0;
        while (left >= KIB && unit < 4) {
            left /= KIB;
            unit++;
        }
        return String.format(
                Locale.ROOT,
                unit == 0 ? "%.0f %s" : "%.2f %s",
                left,
                new String[] {"B", "KiB", "MiB", "GiB", "TiB"}[unit]);
    }

    public static String seconds(double seconds) {
        if (seconds >= 1 || seconds == 0) {
            return String.format(Locale.ROOT, "%.4g s", seconds);
        }
        return seconds >= 1e-3
                ? String.format(Locale.ROOT, "%.4g ms", seconds * 1e3)
                : String.format(Locale.ROOT, "%.4g us", seconds * 1e6);
    }
}
