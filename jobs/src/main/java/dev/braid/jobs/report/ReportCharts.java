package dev.braid.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The charts of the report's page. */
final class ReportCharts {
    private static final int BINS = 40;

    private ReportCharts() {}

    static String loss(List<RunReport.LossPoint> loss) {
        double lastStep = loss.isEmpty() ? 1 : loss.get(loss.size() - 1).step();
        double highest =
                loss.stream().mapToDouble(RunReport.LossPoint::loss).max().orElse(1);
        List<double[]> points = new ArrayList<>();
        loss.forEach(point -> points.add(new double[] {point.step(), point.loss()}));
        return new Chart(lastStep, highest)
                .axes("optimizer step", ReportCharts::whole, value -> String.format(Locale.ROOT, "%.3g", value))
                .line("loss", points)
                .svg("training loss by optimizer step");
    }

    static String tokens(List<RunReport.TokenRate> rates) {
        double highest = rates.stream().mapToDouble(ReportCharts::both).max().orElse(1);
        return tokens(rates, "seconds since training began", Chart.Frame.usual(end(rates), highest));
    }

    /** Inference below, training on top. */
    static String tokens(List<RunReport.TokenRate> rates, String xLabel, Chart.Frame frame) {
        List<double[]> zero = new ArrayList<>();
        List<double[]> inference = new ArrayList<>();
        List<double[]> sum = new ArrayList<>();
        for (RunReport.TokenRate rate : rates) {
            zero.add(new double[] {rate.second(), 0});
            inference.add(new double[] {rate.second(), rate.inference()});
            sum.add(new double[] {rate.second(), both(rate)});
        }
        return new Chart(frame)
                .axes(xLabel, ReportCharts::whole, ReportCharts::thousands)
                .band("inference", zero, inference)
                .band("training", inference, sum)
                .svg("tokens per second, inference and training");
    }

    /**
     * Predicted over measured times. The few steps that the machine held up would squeeze all others into a corner: those
     * beyond the 99th percentile are left out.
     */
    static String steps(List<CoServingReport.StepTime> steps) {
        double most = Percentiles.of(steps.stream()
                        .map(step -> Math.max(step.predictedMillis(), step.measuredMillis()))
                        .toList())
                .p99();
        List<CoServingReport.StepTime> shown = steps.stream()
                .filter(step -> Math.max(step.predictedMillis(), step.measuredMillis()) <= most)
                .toList();
        return CoServingCharts.steps(shown, 560, 250);
    }

    static double end(List<RunReport.TokenRate> rates) {
        return rates.isEmpty() ? 1 : rates.get(rates.size() - 1).second();
    }

    static double both(RunReport.TokenRate rate) {
        return rate.inference() + rate.training();
    }

    static String histogram(List<Double> sample) {
        List<Double> values = sample.stream().filter(Double::isFinite).sorted().toList();
        if (values.isEmpty()) {
            return "<p>no requests</p>";
        }
        Percentiles percentiles = Percentiles.of(values);
        // The tail beyond the 99th percentile would flatten the rest: it is counted in the last bar.
        double top = Math.max(1e-3, percentiles.p99() * 1.25);
        int[] counts = new int[BINS];
        int highest = 0;
        for (double value : values) {
            int bin = (int) Math.min(BINS - 1, value / top * BINS);
            highest = Math.max(highest, ++counts[bin]);
        }
        Chart chart = new Chart(top, highest).axes("milliseconds", ReportCharts::short3, ReportCharts::whole);
        for (int i = 0; i < BINS; i++) {
            if (counts[i] > 0) {
                chart.bar("bars", i * top / BINS, (i + 1) * top / BINS, counts[i]);
            }
        }
        return chart.mark(percentiles.p50(), "p50 " + millis(percentiles.p50()), 0)
                .mark(percentiles.p99(), "p99 " + millis(percentiles.p99()), 1)
                .svg("distribution in milliseconds");
    }

    static String millis(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, value < 10 ? "%.1f ms" : "%.0f ms", value);
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String short3(double value) {
        return String.format(Locale.ROOT, "%.3g", value)
                .replaceAll("(\\.\\d*?)0+$", "$1")
                .replaceAll("\\.$", "");
    }

    private static String thousands(double value) {
        return value >= 1000 ? short3(value / 1000) + "k" : whole(value);
    }
}
