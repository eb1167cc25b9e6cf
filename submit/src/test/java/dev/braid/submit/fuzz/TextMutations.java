package dev.braid.submit.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Mutations that know numbers, strings, fields and lines. Bytes are kept as they are: each is one character here. */
final class TextMutations {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
    private static final Pattern STRING = Pattern.compile("\"[^\"\\n]{0,200}\"");
    private static final Pattern VALUE = Pattern.compile(
            "(?<=[:,\\[ ])\\s{0,9}(\"[^\"\\n]{0,200}\"|-?[\\d.]{1,40}|true|false|null|\\[[^\\]]{0,200}\\])");
    private static final Pattern FIELD = Pattern.compile("\"[^\"\\n]{0,200}\"\\s{0,9}:\\s{0,9}[^,}\\]]{1,200},?");
    private static final Pattern LINE = Pattern.compile("(?m)^[^\\n]*\\n");
    private static final List<String> NUMBERS = List.of(
            "-1",
            "0",
            "1",
            "-0",
            "2147483647",
            "2147483648",
            "-2147483648",
            "4294967296",
            "4611686018427387904",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "1e400",
            "-1e400",
            "1e-400",
            "NaN",
            "Infinity",
            "-Infinity",
            "1e9",
            "0.5",
            "00012",
            "0x10",
            "1".repeat(2000));
    private static final List<String> STRINGS = List.of(
            "\"\"",
            "\" \"",
            "\"../../../../etc/passwd\"",
            "\"/etc/passwd\"",
            "\"..\"",
            "\".\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"%s%n%1$999999999d\"",
            "\"(a*)*b\"",
            "\"((){999999}){999999}\"",
            "\"[\"",
            "\"\\u202e\"",
            "\"" + "x".repeat(5000) + "\"",
            "\"12\"",
            "\"null\"");
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "[]",
            "{}",
            "[[]]",
            "{\"a\":1}",
            "[null]",
            "0",
            "\"x\"",
            "[1,\"x\",null,{}]",
            "1.5");

    private final RandomGenerator random;

    TextMutations(RandomGenerator random) {
        this.random = random;
    }

    byte[] of(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        return mutated(text).getBytes(StandardCharsets.ISO_8859_1);
    }

    private String mutated(String text) {
        return switch (random.nextInt(9)) {
            case 0, 1 -> replaced(text, NUMBER, drawn(NUMBERS));
            case 2 -> replaced(text, STRING, drawn(STRINGS));
            case 3 -> replaced(text, VALUE, drawn(VALUES));
            case 4 -> doubled(text, random.nextBoolean() ? FIELD : LINE);
            case 5 -> replaced(text, random.nextBoolean() ? FIELD : LINE, "");
            case 6 -> inserted(text, nested());
            case 7 -> inserted(text, "x".repeat(1 << random.nextInt(13)));
            default ->
                inserted(text, drawn(List.of("\u00ff\u00fe", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u0000", "\r")));
        };
    }

    private String nested() {
        int depth = 1 << random.nextInt(14);
        String open = drawn(List.of("[", "{\"a\":", "(", "{% if true %}", "{{"));
        return open.repeat(depth);
    }

    private String replaced(String text, Pattern pattern, String by) {
        int[] span = drawn(text, pattern);
        return text.substring(0, span[0]) + by + text.substring(span[1]);
    }

    private String doubled(String text, Pattern pattern) {
        int[] span = drawn(text, pattern);
        return text.substring(0, span[1]) + text.substring(span[0]);
    }

    private String inserted(String text, String what) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + what + text.substring(at);
    }

    /** One of the pattern's matches; an empty one at the end where there is none. */
    private int[] drawn(String text, Pattern pattern) {
        List<int[]> spans = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find() && spans.size() < 500) {
            spans.add(new int[] {matcher.start(), matcher.end()});
        }
        return spans.isEmpty() ? new int[] {text.length(), text.length()} : spans.get(random.nextInt(spans.size()));
    }

    private String drawn(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
