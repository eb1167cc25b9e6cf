package dev.braid.jobs.report;

import dev.braid.gpp.plan.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Renders a {@link TrainingReport} as one HTML page that needs nothing but itself. */
public final class TrainingPage {
    private final TrainingReport report;

    private TrainingPage(TrainingReport report) {
        this.report = report;
    }

    /** The page's text. */
    public static String render(TrainingReport report) throws IOException {
        return Template.fill("training.html", new TrainingPage(report).fields());
    }

    private Map<String, String> fields() {
        PlanComparison.Entry planned = report.entry("planned", report.planned());
        PlanComparison.Entry measured = report.entry("measured", report.measured());
        double longest = Math.max(planned.seconds(), measured.seconds());
        List<TrainingReport.MiniBatch> all = report.miniBatches();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("model", Text.escape(report.model()));
        fields.put("setting", Text.escape(report.setting()));
        fields.put("miniBatches", Text.count(all.size()));
        fields.put("firstLoss", all.isEmpty() ? "–" : number(all.get(0).loss()));
        fields.put(
                "lastLoss", all.isEmpty() ? "–" : number(all.get(all.size() - 1).loss()));
        fields.put("throughput", PlanText.rate(report.throughput()));
        fields.put("restarts", Text.count(report.restarts()));
        fields.put("seconds", String.format(Locale.ROOT, "%.0f", report.seconds()));
        fields.put("plannedSeconds", PlanText.seconds(planned.seconds()));
        fields.put("measuredSeconds", PlanText.seconds(measured.seconds()));
        fields.put("factor", PlanText.factor(measured.seconds() / planned.seconds()));
        fields.put("bubbles", Text.finePercent(measured.bubbleShare()));
        fields.put("plannedBubbles", Text.finePercent(planned.bubbleShare()));
        fields.put("lossChart", chart(TrainingReport.MiniBatch::loss, "loss", "loss by mini-batch"));
        fields.put("rateChart", chart(this::rate, "bars-line", "samples a second by mini-batch"));
        fields.put("graph", StageDrawing.svg(report.problem(), report.plan()));
        fields.put("planned", Gantt.svg(planned, longest));
        fields.put("measured", Gantt.svg(measured, longest));
        fields.put("table", table());
        return fields;
    }

    private double rate(TrainingReport.MiniBatch miniBatch) {
        return miniBatch.seconds() == 0 ? 0 : report.problem().training().miniBatch() / miniBatch.seconds();
    }

    private String chart(ToDoubleFunction<TrainingReport.MiniBatch> value, String style, String description) {
        List<double[]> points = new ArrayList<>();
        report.miniBatches().forEach(each -> points.add(new double[] {each.iteration(), value.applyAsDouble(each)}));
        double last = points.isEmpty() ? 1 : points.get(points.size() - 1)[0];
        double highest = points.stream().mapToDouble(point -> point[1]).max().orElse(1);
        return new Chart(last, highest)
                .axes("mini-batch", at -> String.format(Locale.ROOT, "%.0f", at), TrainingPage::number)
                .line(style, points)
                .svg(description);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value)
                .replaceAll("(\\.\\d*?)0+$", "$1")
                .replaceAll("\\.$", "");
    }

    private String table() {
        StringBuilder rows = new StringBuilder();
        for (Stage stage : report.plan().stages()) {
            int id = stage.id();
            rows.append("<tr>")
                    .append(cell(String.valueOf(id)))
                    .append(cell(Text.count(stage.operators().size())))
                    .append(cell(Text.count(stage.degree())))
                    .append(cell(Text.count(stage.microBatch())))
                    .append(cell(Text.count(stage.inFlight())))
                    .append(cell(
                            PlanText.seconds(report.planned().stages().get(id).busySeconds())))
                    .append(cell(
                            PlanText.seconds(report.measured().stages().get(id).busySeconds())))
                    .append(cell(Text.percent(report.planned().stages().get(id).bubbleShare())))
                    .append(cell(Text.percent(report.measured().stages().get(id).bubbleShare())))
                    .append("</tr>\n");
        }
        return rows.toString();
    }

    private static String cell(String text) {
        return "<td class='number'>" + text + "</td>";
    }
}
