package dev.braid.data.row;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The shapes of rows that are understood, in the order in which they are looked for. */
public enum RowShape {
    /** {@code {"messages":[{"role":...,"content":...}]}}. */
    MESSAGES("messages"),
    /** {@code {"conversations":[{"from":"human","value":...}],"system":...}}, as ShareGPT writes. */
    SHAREGPT("conversations"),
    /** {@code {"prompt":...,"completion":...}}. */
    PROMPT_COMPLETION("prompt", "completion"),
    /** {@code {"instruction":...,"input":...,"output":...,"system":...}}, as Alpaca writes. */
    ALPACA("instruction", "output"),
    /** {@code {"text":...}}. */
    TEXT("text");

    private final List<String> required;

    RowShape(String... required) {
        this.required = List.of(required);
    }

    /** The name in configuration: {@code messages}, {@code sharegpt}, {@code prompt-completion}, {@code alpaca}, {@code text}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The shape with this {@link #label}. */
    public static RowShape of(String label) {
        return Arrays.stream(values())
                .filter(shape -> shape.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("row shape '" + label + "' is not known; use one of " + labels()));
    }

    /** The shape whose fields the row has. */
    static RowShape detect(JsonNode row) {
        return Arrays.stream(values())
                .filter(shape -> shape.required.stream().allMatch(row::has))
                .findFirst()
                .orElseThrow(() -> new RowException("fields " + names(row) + " are of no known shape; use one of "
                        + Arrays.stream(values())
                                .map(shape -> String.join("+", shape.required))
                                .collect(Collectors.joining(", "))));
    }

    private static String labels() {
        return Arrays.stream(values()).map(RowShape::label).collect(Collectors.joining(", "));
    }

    private static List<String> names(JsonNode row) {
        List<String> names = new ArrayList<>();
        row.fieldNames().forEachRemaining(names::add);
        return names.size() > 8 ? names.subList(0, 8) : names;
    }
}
