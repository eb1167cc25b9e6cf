package dev.braid.jobs.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Renders a {@link RunReport} as one HTML page that needs nothing but itself. */
public final class ReportPage {
    private static final Pattern FIELD = Pattern.compile("\\{\\{(\\w+)}}");

    private ReportPage() {}

    public static void write(RunReport report, Path file) throws IOException {
        Files.writeString(file, render(report));
    }

    static String render(RunReport report) throws IOException {
        Map<String, String> fields = fields(report);
        return FIELD.matcher(template()).replaceAll(match -> {
            String value = fields.get(match.group(1));
            if (value == null) {
                throw new IllegalStateException("report.html names a field that does not exist: " + match.group(1));
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static Map<String, String> fields(RunReport report) {
        Percentiles tpot = Percentiles.of(report.tpotMillis());
        Percentiles ttft = Percentiles.of(report.ttftMillis());
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("model", escape(report.model()));
        fields.put("before", percent(report.exactMatchBefore()));
        fields.put("after", percent(report.exactMatchAfter()));
        fields.put("heldOut", count(report.heldOut()));
        fields.put("requests", count(report.requests()));
        fields.put("failed", count(report.failedRequests()));
        fields.put("tpot", ReportCharts.millis(tpot.p50()));
        fields.put("tpotTail", ReportCharts.millis(tpot.p99()));
        fields.put("ttft", ReportCharts.millis(ttft.p50()));
        fields.put("ttftTail", ReportCharts.millis(ttft.p99()));
        fields.put("trained", count(report.trainTokens()));
        fields.put("served", count(report.servedTokens()));
        fields.put("executorCount", count(report.executors().size()));
        fields.put("seconds", String.format(Locale.ROOT, "%.0f", report.seconds()));
        fields.put("steps", count(report.loss().size()));
        fields.put("lossChart", ReportCharts.loss(report.loss()));
        fields.put("tokenChart", ReportCharts.tokens(report.tokens()));
        fields.put("tpotChart", ReportCharts.histogram(report.tpotMillis()));
        fields.put("ttftChart", ReportCharts.histogram(report.ttftMillis()));
        fields.put("examples", examples(report));
        fields.put("executors", executors(report));
        return fields;
    }

    private static String examples(RunReport report) {
        StringBuilder rows = new StringBuilder();
        for (RunReport.Example example : report.examples()) {
            String verdict = example.after().equals(example.expected()) ? "right" : "wrong";
            rows.append("<tr><td>")
                    .append(escape(example.prompt()))
                    .append("</td><td class='before'>")
                    .append(escape(example.before()))
                    .append("</td><td class='")
                    .append(verdict)
                    .append("'>")
                    .append(escape(example.after()))
                    .append("</td></tr>\n");
        }
        return rows.toString();
    }

    private static String executors(RunReport report) {
        StringBuilder rows = new StringBuilder();
        for (RunReport.ExecutorShare executor : report.executors()) {
            rows.append("<tr><td>")
                    .append(escape(executor.id()))
                    .append("</td><td>")
                    .append(escape(executor.device()))
                    .append("</td><td class='number'>")
                    .append(count(executor.trainTokens()))
                    .append("</td><td class='number'>")
                    .append(count(executor.servedTokens()))
                    .append("</td></tr>\n");
        }
        return rows.toString();
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.0f%%", 100 * fraction);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String template() throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream("report.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
