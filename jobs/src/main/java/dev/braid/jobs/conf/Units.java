package dev.braid.jobs.conf;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and durations as Spark writes them: a whole number and a unit; a number without a unit is refused. */
final class Units {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})\\s*([a-z]+)");
    private static final String SIZE_UNITS = "bkmgt";

    private Units() {}

    /** Bytes; units are powers of 1024. */
    static long parseSize(String text) {
        Matcher parts = split(text);
        String unit = parts.group(2).equals("b") ? "b" : parts.group(2).replaceFirst("b$", "");
        int power = unit.length() == 1 ? SIZE_UNITS.indexOf(unit) : -1;
        if (power < 0) {
            throw new IllegalArgumentException(text);
        }
        return multiply(text, Long.parseLong(parts.group(1)), 1L << (10 * power));
    }

    /** In the largest unit that is exact. */
    static String printSize(long bytes) {
        int power = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, SIZE_UNITS.length() - 1);
        return (bytes >> (10 * power)) + SIZE_UNITS.substring(power, power + 1);
    }

    static Duration parseDuration(String text) {
        Matcher parts = split(text);
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofMillis(multiply(text, number, 1_000));
            case "min", "m" -> Duration.ofMillis(multiply(text, number, 60_000));
            case "h" -> Duration.ofMillis(multiply(text, number, 3_600_000));
            default -> throw new IllegalArgumentException(text);
        };
    }

    /** In the largest unit that is exact. */
    static String printDuration(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 3_600 == 0 && seconds > 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "min" : seconds + "s";
    }

    private static Matcher split(String text) {
        Matcher parts = NUMBER_AND_UNIT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text);
        }
        return parts;
    }

    private static long multiply(String text, long number, long factor) {
        try {
            return Math.multiplyExact(number, factor);
        } catch (ArithmeticException overflow) {
            throw new IllegalArgumentException(text, overflow);
        }
    }
}
