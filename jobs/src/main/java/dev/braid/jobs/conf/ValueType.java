package dev.braid.jobs.conf;

import java.util.function.Function;

/**
 * How the values of a key are written.
 *
 * @param words what a value is, completes "is not ..." ("an integer", "one of a, b")
 * @param parser from trimmed text; throws {@link IllegalArgumentException} for anything else
 * @param printer the text that parses to the same value
 */
public record ValueType<T>(String words, Function<String, T> parser, Function<T, String> printer) {}
