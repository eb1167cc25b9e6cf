package dev.braid.jobs.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Renders a {@link CoServingReport} as one HTML page that needs nothing but itself. */
public final class CoServingPage {
    private final CoServingReport report;
    private final PolicyMarks marks;
    private final CoServingCharts charts;
    private final CoServingFindings findings;

    private CoServingPage(CoServingReport report) {
        this.report = report;
        this.marks = new PolicyMarks(report);
        this.charts = new CoServingCharts(report, marks);
        this.findings = new CoServingFindings(report);
    }

    public static void write(CoServingReport report, Path file) throws IOException {
        Files.writeString(file, render(report));
    }

    static String render(CoServingReport report) throws IOException {
        return Template.fill("coserving.html", new CoServingPage(report).fields());
    }

    private Map<String, String> fields() {
        CoServingRow heaviest = findings.heaviest();
        CoServingRow worst = findings.worstAttainment();
        Percentiles error = findings.predictionError();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("policy", Text.escape(report.policy()));
        fields.put("setting", Text.escape(report.setting()));
        fields.put("target", Text.percent(report.attainmentTarget()));
        fields.put("heaviestModel", Text.escape(heaviest.model()));
        fields.put("heaviestRequests", Text.decimal(heaviest.requestsPerSecond()));
        fields.put("heaviestRate", Text.count(heaviest.finetuneTokensPerSecond()));
        fields.put("heaviestInference", Text.count(heaviest.inferenceTokensPerSecond()));
        fields.put("heaviestAttainment", Text.finePercent(heaviest.attainment()));
        fields.put("worstAttainment", Text.finePercent(worst.attainment()));
        fields.put("worstWhere", Text.escape(worst.model() + ", " + Text.decimal(worst.requestsPerSecond()) + "/s"));
        fields.put("rooflineShare", Text.percent(findings.shareOfRoofline(heaviest)));
        rival(fields, heaviest, findings.bestRival(heaviest));
        fields.put("errorMedian", relative(error.p50()));
        fields.put("errorTail", relative(error.p99()));
        fields.put("stepCount", Text.count(report.steps().size()));
        fields.put("legend", marks.legend());
        fields.put("attainmentCharts", perModel(charts::attainment));
        fields.put("rateCharts", perModel(charts::rates));
        fields.put("tokenCharts", tokens());
        fields.put("stepChart", charts.steps());
        fields.put("table", new CoServingTable(report).body());
        return fields;
    }

    private static void rival(Map<String, String> fields, CoServingRow own, Optional<CoServingRow> best) {
        if (best.isEmpty()) {
            fields.put("rivalFactor", "alone");
            fields.put("rivalWords", "no rival trains there and meets the SLO");
            return;
        }
        double factor = own.finetuneTokensPerSecond() / best.get().finetuneTokensPerSecond();
        fields.put("rivalFactor", String.format(Locale.ROOT, "%.2f×", factor));
        fields.put(
                "rivalWords",
                "the finetuning rate of the best rival that meets the SLO there, "
                        + Text.escape(best.get().policy()));
    }

    private static String relative(double error) {
        return Double.isNaN(error) ? "–" : String.format(Locale.ROOT, "%.1f%%", 100 * error);
    }

    private String perModel(Function<String, String> chart) {
        StringBuilder cards = new StringBuilder();
        for (String model : report.models()) {
            cards.append("<div class='card'><h2>")
                    .append(Text.escape(model))
                    .append("</h2><p>")
                    .append(slo(model))
                    .append("</p>")
                    .append(chart.apply(model))
                    .append("</div>\n");
        }
        return cards.toString();
    }

    private String slo(String model) {
        return report.slos().stream()
                .filter(slo -> slo.model().equals(model))
                .findFirst()
                .map(slo -> "TPOT ≤ " + Text.decimal(slo.tpotMillis()) + " ms, TTFT ≤ "
                        + Text.decimal(slo.ttftMillis() / 1000) + " s")
                .orElse("");
    }

    private String tokens() {
        double highest = report.tokens().stream()
                .flatMap(series -> series.rates().stream())
                .mapToDouble(ReportCharts::both)
                .max()
                .orElse(1);
        StringBuilder cards = new StringBuilder();
        for (CoServingReport.TokenSeries series : report.tokens()) {
            cards.append("<div class='card'><h2>")
                    .append(Text.escape(series.label()))
                    .append("</h2>")
                    .append(ReportCharts.tokens(
                            series.rates(), "seconds", CoServingCharts.tokenFrame(series.rates(), highest)))
                    .append("</div>\n");
        }
        return cards.toString();
    }
}
