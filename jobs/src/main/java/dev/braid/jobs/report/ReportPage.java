package dev.braid.jobs.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Renders a {@link RunReport} as one HTML page that needs nothing but itself. */
public final class ReportPage {
    private ReportPage() {}

    public static void write(RunReport report, Path file) throws IOException {
        Files.writeString(file, render(report));
    }

    static String render(RunReport report) throws IOException {
        return Template.fill("report.html", fields(report));
    }

    private static Map<String, String> fields(RunReport report) {
        Percentiles tpot = Percentiles.of(report.tpotMillis());
        Percentiles ttft = Percentiles.of(report.ttftMillis());
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("model", Text.escape(report.model()));
        fields.put("before", Text.percent(report.exactMatchBefore()));
        fields.put("after", Text.percent(report.exactMatchAfter()));
        fields.put("heldOut", Text.count(report.heldOut()));
        fields.put("requests", Text.count(report.requests()));
        fields.put("failed", Text.count(report.failedRequests()));
        fields.put("tpot", ReportCharts.millis(tpot.p50()));
        fields.put("tpotTail", ReportCharts.millis(tpot.p99()));
        fields.put("ttft", ReportCharts.millis(ttft.p50()));
        fields.put("ttftTail", ReportCharts.millis(ttft.p99()));
        fields.put("trained", Text.count(report.trainTokens()));
        fields.put("served", Text.count(report.servedTokens()));
        fields.put("executorCount", Text.count(report.executors().size()));
        fields.put("seconds", String.format(Locale.ROOT, "%.0f", report.seconds()));
        fields.put("steps", Text.count(report.loss().size()));
        fields.put("lossChart", ReportCharts.loss(report.loss()));
        fields.put("tokenChart", ReportCharts.tokens(report.tokens()));
        fields.put("tpotChart", ReportCharts.histogram(report.tpotMillis()));
        fields.put("ttftChart", ReportCharts.histogram(report.ttftMillis()));
        slo(fields, report.slo());
        fields.put("prefillTokens", Text.count(report.work().prefill()));
        fields.put("decodeTokens", Text.count(report.work().decode()));
        fields.put("forwardTokens", Text.count(report.work().forward()));
        fields.put("backwardTokens", Text.count(report.work().backward()));
        fields.put("stepChart", ReportCharts.steps(report.steps()));
        fields.put("examples", examples(report));
        fields.put("executors", executors(report));
        return fields;
    }

    private static void slo(Map<String, String> fields, RunReport.SloOutcome slo) {
        fields.put("attained", Text.finePercent(slo.attainment()));
        fields.put("tpotTarget", ReportCharts.millis(slo.tpotMillis()));
        fields.put("ttftTarget", ReportCharts.millis(slo.ttftMillis()));
        fields.put("tpotAttained", Text.finePercent(slo.share(slo.tpotAttained())));
        fields.put("ttftAttained", Text.finePercent(slo.share(slo.ttftAttained())));
    }

    private static String examples(RunReport report) {
        StringBuilder rows = new StringBuilder();
        for (RunReport.Example example : report.examples()) {
            String verdict = example.after().equals(example.expected()) ? "right" : "wrong";
            rows.append("<tr><td>")
                    .append(Text.escape(example.prompt()))
                    .append("</td><td class='before'>")
                    .append(Text.escape(example.before()))
                    .append("</td><td class='")
                    .append(verdict)
                    .append("'>")
                    .append(Text.escape(example.after()))
                    .append("</td></tr>\n");
        }
        return rows.toString();
    }

    private static String executors(RunReport report) {
        StringBuilder rows = new StringBuilder();
        for (RunReport.ExecutorShare executor : report.executors()) {
            rows.append("<tr><td>")
                    .append(Text.escape(executor.id()))
                    .append("</td><td>")
                    .append(Text.escape(executor.device()))
                    .append("</td><td class='number'>")
                    .append(Text.count(executor.trainTokens()))
                    .append("</td><td class='number'>")
                    .append(Text.count(executor.servedTokens()))
                    .append("</td></tr>\n");
        }
        return rows.toString();
    }
}
