package dev.braid.jobs.conf;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of values that keys have. */
final class ValueTypes {
    static final ValueType<String> TEXT = new ValueType<>("text", text -> text, text -> text);
    static final ValueType<Integer> INTEGER = new ValueType<>("an integer", Integer::valueOf, String::valueOf);
    static final ValueType<Long> LONG = new ValueType<>("an integer", Long::valueOf, String::valueOf);
    static final ValueType<Double> DECIMAL = new ValueType<>("a finite number", ValueTypes::decimal, String::valueOf);
    static final ValueType<Long> SIZE =
            new ValueType<>("a size like 512k, 4m or 2g", Units::parseSize, Units::printSize);
    static final ValueType<Duration> DURATION =
            new ValueType<>("a duration like 500ms, 10s, 2min or 1h", Units::parseDuration, Units::printDuration);
    static final ValueType<Toggle> TOGGLE = new ValueType<>("true or false", Toggle::parse, Toggle::print);
    /** Separated by commas. */
    static final ValueType<List<String>> LIST =
            new ValueType<>("a list separated by commas", ValueTypes::list, list -> String.join(",", list));
    /** Written {@code NAME=VALUE,NAME=VALUE}; keeps the order. */
    static final ValueType<Map<String, String>> PAIRS = new ValueType<>(
            "a list NAME=VALUE,NAME=VALUE with each name once, or none", ValueTypes::pairs, ValueTypes::print);

    private static final String NONE = "none";

    private ValueTypes() {}

    /** One constant of an enum, in lower case. */
    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        return new ValueType<>(
                "one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(ValueTypes::word)
                                .collect(Collectors.joining(", ")),
                text -> constant(type, text),
                ValueTypes::word);
    }

    /** Several constants of an enum, separated by commas; {@code all} stands for each of them. */
    static <E extends Enum<E>> ValueType<List<E>> someOf(Class<E> type) {
        List<E> all = List.of(type.getEnumConstants());
        String words = all.stream().map(ValueTypes::word).collect(Collectors.joining(", "));
        return new ValueType<>(
                "all or a list of " + words,
                text -> text.equals("all")
                        ? all
                        : list(text).stream()
                                .map(word -> constant(type, word))
                                .distinct()
                                .sorted()
                                .toList(),
                some -> some.equals(all)
                        ? "all"
                        : some.stream().map(ValueTypes::word).collect(Collectors.joining(",")));
    }

    /** A value or the word {@code none}. */
    static <T> ValueType<Optional<T>> orNone(ValueType<T> type) {
        return new ValueType<>(
                type.words() + " or none",
                text -> text.equals(NONE)
                        ? Optional.empty()
                        : Optional.of(type.parser().apply(text)),
                value -> value.map(type.printer()).orElse(NONE));
    }

    /** {@code none} is always admitted. */
    static <T> Bound<Optional<T>> orNone(Bound<T> bound) {
        return new Bound<>(
                bound.words().isEmpty() ? "" : bound.words() + ", or none",
                value -> value.isEmpty() || bound.admits().test(value.get()));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static double decimal(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(text);
        }
        return value;
    }

    private static List<String> list(String text) {
        List<String> items =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (items.contains("")) {
            throw new IllegalArgumentException(text);
        }
        return items;
    }

    private static Map<String, String> pairs(String text) {
        if (text.equals(NONE)) {
            return Map.of();
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String item : list(text)) {
            int equals = item.indexOf('=');
            if (equals < 1 || equals == item.length() - 1) {
                throw new IllegalArgumentException(item);
            }
            if (pairs.put(
                            item.substring(0, equals).strip(),
                            item.substring(equals + 1).strip())
                    != null) {
                throw new IllegalArgumentException(item);
            }
        }
        return Collections.unmodifiableMap(pairs);
    }

    private static String print(Map<String, String> pairs) {
        return pairs.isEmpty()
                ? NONE
                : pairs.entrySet().stream()
                        .map(pair -> pair.getKey() + "=" + pair.getValue())
                        .collect(Collectors.joining(","));
    }
}
