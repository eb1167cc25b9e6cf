package dev.braid.data.text;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates what chat templates borrow from Python, and what Hugging Face adds to Jinja, into what the Java engine knows.
 * Only code inside {@code {{ }}} and {@code {% %}} is touched, never text.
 */
final class PythonDialect {
    private static final Pattern CODE = Pattern.compile("\\{%.*?%}|\\{\\{.*?}}", Pattern.DOTALL);

    private static final Pattern COMMENT = Pattern.compile("\\{#.*?#}", Pattern.DOTALL);

    private record Rewrite(Pattern from, String to) {}

    private static final List<Rewrite> REWRITES = List.of(
            rewrite("^(\\{%[-+]?\\s*)generation(\\s*[-+]?%})$", "$1if true$2"),
            rewrite("^(\\{%[-+]?\\s*)endgeneration(\\s*[-+]?%})$", "$1endif$2"),
            rewrite("\\.startswith\\(", ".startsWith("),
            rewrite("\\.endswith\\(", ".endsWith("),
            rewrite("\\.lstrip\\(\\)", ".stripLeading()"),
            rewrite("\\.rstrip\\(\\)", ".stripTrailing()"),
            rewrite("\\.upper\\(\\)", ".toUpperCase()"),
            rewrite("\\.lower\\(\\)", ".toLowerCase()"),
            rewrite("\\.capitalize\\(\\)", "|capitalize"),
            rewrite("\\bTrue\\b", "true"),
            rewrite("\\bFalse\\b", "false"),
            rewrite("\\bNone\\b", "none"));

    private PythonDialect() {}

    static String translate(String template) {
        String text = CODE.matcher(COMMENT.matcher(template).replaceAll("")).replaceAll("");
        if (text.contains("{{") || text.contains("{%")) {
            throw new TemplateException("chat template opens {{ or {% without closing it");
        }
        return CODE.matcher(template).replaceAll(code -> Matcher.quoteReplacement(translateCode(code.group())));
    }

    private static String translateCode(String code) {
        String translated = code;
        for (Rewrite rewrite : REWRITES) {
            translated = rewrite.from().matcher(translated).replaceAll(rewrite.to());
        }
        return translated;
    }

    private static Rewrite rewrite(String from, String to) {
        return new Rewrite(Pattern.compile(from), to);
    }
}
