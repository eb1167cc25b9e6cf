package dev.braid.jobs.conf;

import java.util.Optional;

/**
 * One key of the configuration.
 *
 * @param name the whole name, {@code spark.braid.} included
 * @param fallback what holds when the key is not set; empty for a key that must be set where it is needed
 * @param doc one line: what it means, with its unit
 */
public record ConfKey<T>(String name, ValueType<T> type, Optional<T> fallback, Bound<T> bound, String doc) {
    /** What every key of Braid starts with. */
    public static final String PREFIX = "spark.braid.";

    public ConfKey {
        if (!name.matches("spark\\.braid(\\.[a-z0-9]+)+")) {
            throw new IllegalArgumentException(
                    "key name is '" + name + "', must be spark.braid. and words of a-z and 0-9 with dots between");
        }
        if (fallback.isPresent() && !bound.admits().test(fallback.get())) {
            throw new IllegalArgumentException(
                    "default of " + name + " is " + fallback.get() + ", must be " + bound.words());
        }
        if (doc.isBlank() || doc.contains("\n")) {
            throw new IllegalArgumentException("doc of " + name + " must be one line, not '" + doc + "'");
        }
    }

    static <T> ConfKey<T> of(String shortName, ValueType<T> type, T fallback, Bound<T> bound, String doc) {
        return new ConfKey<>(PREFIX + shortName, type, Optional.of(fallback), bound, doc);
    }

    static <T> ConfKey<T> of(String shortName, ValueType<T> type, T fallback, String doc) {
        return of(shortName, type, fallback, Bound.any(), doc);
    }

    static <T> ConfKey<T> required(String shortName, ValueType<T> type, String doc) {
        return new ConfKey<>(PREFIX + shortName, type, Optional.empty(), Bound.any(), doc);
    }

    /** A key whose default is {@code none}. */
    static <T> ConfKey<Optional<T>> optional(String shortName, ValueType<T> type, Bound<T> bound, String doc) {
        return of(shortName, ValueTypes.orNone(type), Optional.empty(), ValueTypes.orNone(bound), doc);
    }

    /** The value that a text stands for, validated. */
    T parse(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            throw new ConfException(name + " is empty, must be " + type.words() + "; " + remedy());
        }
        T value;
        try {
            value = type.parser().apply(trimmed);
        } catch (IllegalArgumentException notOfTheType) {
            throw new ConfException(name + " is '" + trimmed + "', must be " + type.words() + "; " + remedy());
        }
        if (!bound.admits().test(value)) {
            throw new ConfException(name + " is " + trimmed + ", must be " + bound.words() + "; " + remedy());
        }
        return value;
    }

    /** The default as it would be written; empty for a key without one. */
    Optional<String> printedFallback() {
        return fallback.map(type.printer());
    }

    private String remedy() {
        return printedFallback()
                .map(text -> "leave it out for the default " + text)
                .orElse("set it (" + doc + ")");
    }
}
