package dev.braid.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The charts of the co-serving page. */
final class CoServingCharts {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 320;
    private static final int DOTS = 1500;
    private static final double LABEL_SPACE = 34;

    private final CoServingReport report;
    private final PolicyMarks marks;

    CoServingCharts(CoServingReport report, PolicyMarks marks) {
        this.report = report;
        this.marks = marks;
    }

    /** Attainment over finetuning rate: up and to the right is better. */
    String attainment(String model) {
        List<CoServingRow> rows = report.rowsOf(model);
        double fastest = highest(rows, CoServingRow::finetuneTokensPerSecond);
        double lowest =
                rows.stream().mapToDouble(CoServingRow::attainment).min().orElse(0);
        double floor = Math.max(0, Math.floor(Math.min(lowest, report.attainmentTarget()) * 10 - 1e-9) / 10);
        Chart chart = new Chart(new Chart.Frame(WIDTH, HEIGHT, 0, Chart.niceCeiling(fastest * 1.05), floor, 1))
                .axes("finetuning tokens/s", CoServingCharts::thousands, Text::percent)
                .level("target", report.attainmentTarget(), "");
        for (String policy : marks.backToFront()) {
            for (List<CoServingRow> joined : joined(rows, policy)) {
                marks(chart, joined, CoServingRow::finetuneTokensPerSecond, CoServingRow::attainment);
            }
        }
        joined(rows, report.policy()).forEach(joined -> labels(chart, joined));
        return chart.svg("SLO attainment over finetuning rate");
    }

    /** Finetuning rate over load, under the two bounds. */
    String rates(String model) {
        List<CoServingRow> rows = report.rowsOf(model);
        double fastest = Math.max(
                highest(rows, CoServingRow::finetuneTokensPerSecond), highest(rows, CoServingRow::idealRoofline));
        double busiest = highest(rows, CoServingRow::requestsPerSecond);
        Chart chart = new Chart(Chart.Frame.fromZero(WIDTH, HEIGHT, busiest * 1.04, fastest))
                .axes("requests/s", Text::decimal, CoServingCharts::thousands);
        for (List<CoServingRow> joined : joined(rows, report.policy())) {
            chart.line("bound roofline", curve(joined, CoServingRow::idealRoofline))
                    .line("bound slicing", curve(joined, CoServingRow::idealTimeSlicing));
        }
        for (String policy : marks.backToFront()) {
            for (List<CoServingRow> joined : joined(rows, policy)) {
                marks(chart, joined, CoServingRow::requestsPerSecond, CoServingRow::finetuneTokensPerSecond);
            }
        }
        return chart.svg("finetuning rate over request rate");
    }

    /** Joined in order of load; marks of rows that miss the attainment target are hollow. */
    private void marks(
            Chart chart, List<CoServingRow> rows, ToDoubleFunction<CoServingRow> x, ToDoubleFunction<CoServingRow> y) {
        List<double[]> points = new ArrayList<>();
        rows.forEach(row -> points.add(new double[] {x.applyAsDouble(row), y.applyAsDouble(row)}));
        if (rows.isEmpty()) {
            return;
        }
        String policy = rows.get(0).policy();
        chart.line("path " + marks.style(policy), points);
        for (int i = 0; i < points.size(); i++) {
            String style = (report.attained(rows.get(i)) ? "mark-" : "open mark-") + marks.style(policy);
            chart.point(style, marks.shape(policy), points.get(i), marks.radius(policy), title(rows.get(i)));
        }
    }

    private static String title(CoServingRow row) {
        return Text.escape(row.policy() + ", " + row.load() + ", " + Text.decimal(row.requestsPerSecond())
                + " requests/s: " + Text.finePercent(row.attainment()) + " attained, "
                + Text.count(row.finetuneTokensPerSecond()) + " finetuning tokens/s");
    }

    /** Request rates below the marks, leaving out those that would lie over their neighbour. */
    private static void labels(Chart chart, List<CoServingRow> rows) {
        double last = Double.NaN;
        for (CoServingRow row : rows) {
            double[] at = {row.finetuneTokensPerSecond(), row.attainment()};
            if (!(Math.abs(chart.x(at[0]) - last) < LABEL_SPACE)) {
                chart.label(at, 0, 21, "middle", Text.decimal(row.requestsPerSecond()) + "/s");
                last = chart.x(at[0]);
            }
        }
    }

    /** Predicted over measured times of steps; on the diagonal they are equal. */
    String steps() {
        return steps(report.steps(), 560, 330);
    }

    static String steps(List<CoServingReport.StepTime> steps, int width, int height) {
        if (steps.isEmpty()) {
            return "<p>no steps</p>";
        }
        double longest = steps.stream()
                .mapToDouble(step -> Math.max(step.predictedMillis(), step.measuredMillis()))
                .max()
                .orElse(1);
        Chart.Frame frame = Chart.Frame.fromZero(width, height, Chart.niceCeiling(longest), longest);
        double end = frame.maxX();
        Chart chart = new Chart(frame)
                .axes("measured, ms", Text::decimal, Text::decimal)
                .line("diagonal", List.of(new double[] {0, 0}, new double[] {end, end}));
        int stride = (steps.size() + DOTS - 1) / DOTS;
        for (int i = 0; i < steps.size(); i += stride) {
            CoServingReport.StepTime step = steps.get(i);
            chart.dot("dot", new double[] {step.measuredMillis(), step.predictedMillis()}, 2.2);
        }
        return chart.svg("predicted over measured time of steps");
    }

    static Chart.Frame tokenFrame(List<RunReport.TokenRate> rates, double highest) {
        return Chart.Frame.fromZero(WIDTH, 230, ReportCharts.end(rates), highest);
    }

    /**
     * Rows of a policy that one line joins, by request rate: those of one load; all, where each load has one row only
     * and so names a rate.
     */
    private static List<List<CoServingRow>> joined(List<CoServingRow> rows, String policy) {
        Map<String, List<CoServingRow>> byLoad = rows.stream()
                .filter(row -> row.policy().equals(policy))
                .sorted(Comparator.comparingDouble(CoServingRow::requestsPerSecond))
                .collect(Collectors.groupingBy(CoServingRow::load, LinkedHashMap::new, Collectors.toList()));
        boolean loadsAreRates = byLoad.values().stream().allMatch(group -> group.size() == 1);
        return loadsAreRates
                ? List.of(byLoad.values().stream().flatMap(List::stream).toList())
                : List.copyOf(byLoad.values());
    }

    private static List<double[]> curve(List<CoServingRow> rows, ToDoubleFunction<CoServingRow> y) {
        List<double[]> points = new ArrayList<>();
        rows.forEach(row -> points.add(new double[] {row.requestsPerSecond(), y.applyAsDouble(row)}));
        return points;
    }

    /** Where an axis must reach; 1 where all values are 0. */
    private static double highest(List<CoServingRow> rows, ToDoubleFunction<CoServingRow> value) {
        return rows.stream().mapToDouble(value).filter(each -> each > 0).max().orElse(1);
    }

    private static String thousands(double value) {
        return value >= 1000 ? Text.decimal(value / 1000) + "k" : Text.decimal(value);
    }
}
