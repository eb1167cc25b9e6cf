package dev.braid.jobs.report;

import dev.braid.gpp.compare.Comparison;
import dev.braid.gpp.compare.ComparisonRow;
import dev.braid.gpp.compare.Growth;
import dev.braid.gpp.compare.PlannerKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Charts over numbers that double from step to step. */
final class GrowthCharts {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 240;
    private static final double LOG2 = Math.log(2);

    private GrowthCharts() {}

    /** Throughput against the best rival's over the number of devices, of one model on one machine. */
    static String speedup(List<ComparisonRow> rows, double highest) {
        Chart chart = chart(
                rows.stream().mapToDouble(ComparisonRow::devices).toArray(), Math.max(1.2, highest), "devices", "%.1f");
        chart.level("even", 1, "");
        lines(chart, "split", "splitdot", MarkShape.SQUARE, points(rows, Comparison.SPLIT));
        lines(chart, "whole", "dot", MarkShape.CIRCLE, points(rows, PlannerKind.GRAPH.label()));
        return chart.svg("throughput against the best rival over devices");
    }

    private static List<double[]> points(List<ComparisonRow> rows, String variant) {
        return rows.stream()
                .filter(row -> row.variant().equals(variant) && row.speedup().isPresent())
                .map(row -> new double[] {log(row.devices()), row.speedup().getAsDouble()})
                .toList();
    }

    /**
     * A named series.
     *
     * @param points of x, which doubles from one to the next, and y
     */
    record Line(String name, List<double[]> points) {}

    /** Up to two series over one axis; the first is drawn as a square's dashed line. */
    static String lines(String title, String axis, String format, List<Line> lines) {
        double[] values = lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(point -> point[0])
                .toArray();
        double highest = lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(point -> point[1])
                .max()
                .orElse(1);
        Chart chart = chart(values, highest, axis, format);
        String[][] styles = {{"split", "splitdot"}, {"whole", "dot"}};
        for (int i = 0; i < lines.size(); i++) {
            List<double[]> drawn = lines.get(i).points().stream()
                    .map(point -> new double[] {log(point[0]), point[1]})
                    .toList();
            lines(chart, styles[i][0], styles[i][1], i == 0 ? MarkShape.SQUARE : MarkShape.CIRCLE, drawn);
        }
        return chart.svg(title + " over " + axis);
    }

    /** Seconds of our search along one axis. */
    static String search(List<Growth.Point> points) {
        double longest =
                points.stream().mapToDouble(Growth.Point::seconds).max().orElse(1);
        Chart chart = chart(
                points.stream().mapToDouble(Growth.Point::value).toArray(),
                longest,
                points.get(0).axis().label(),
                "%.2g s");
        List<double[]> line = points.stream()
                .map(point -> new double[] {log(point.value()), point.seconds()})
                .toList();
        lines(chart, "whole", "dot", MarkShape.CIRCLE, line);
        return chart.svg("seconds of the search over " + points.get(0).axis().label());
    }

    /** The horizontal axis is logarithmic and begins at the least value. */
    private static Chart chart(double[] values, double highest, String label, String format) {
        double least = log(Arrays.stream(values).min().orElse(1));
        double most = log(Arrays.stream(values).max().orElse(2));
        Chart chart = new Chart(new Chart.Frame(
                WIDTH, HEIGHT, least - 0.15, Math.max(most, least + 1) + 0.15, 0, Chart.niceCeiling(highest)));
        return chart.axes(
                label,
                x -> Math.rint(x) == x ? Text.count(Math.pow(2, x)) : "",
                y -> String.format(Locale.ROOT, format, y));
    }

    private static void lines(Chart chart, String style, String dots, MarkShape shape, List<double[]> points) {
        chart.line(style, points);
        points.forEach(point -> chart.point(dots, shape, point, 4, Text.decimal(point[1])));
    }

    private static double log(double value) {
        return Math.log(value) / LOG2;
    }
}
