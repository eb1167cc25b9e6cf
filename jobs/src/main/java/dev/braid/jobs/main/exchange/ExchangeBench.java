package dev.braid.jobs.main.exchange;

import dev.braid.jobs.bench.BenchReport;
import dev.braid.jobs.bench.Figure;
import dev.braid.jobs.bench.PeakMeter;
import dev.braid.jobs.report.ExchangePoint;
import java.util.ArrayList;
import java.util.List;

/** {@code bench exchange}: seconds and bytes of a step with either exchange, over the number of executors. */
public final class ExchangeBench {
    private ExchangeBench() {}

    /**
     * What to measure.
     *
     * @param executors numbers of executors
     * @param megabytes sizes of the gradient, in 10^6 bytes
     * @param steps of each, of which the first warms up and the fastest counts
     */
    public record Settings(List<Integer> executors, List<Integer> megabytes, int steps) {
        private static final int MOST_EXECUTORS = 64;
        private static final int MOST_MEGABYTES = 2000;

        public Settings {
            executors = List.copyOf(executors);
            megabytes = List.copyOf(megabytes);
            requireAll("--executors", executors, MOST_EXECUTORS);
            requireAll("--megabytes", megabytes, MOST_MEGABYTES);
            if (steps < 2) {
                throw new IllegalArgumentException("--steps is " + steps + ", must be at least 2: the first warms up");
            }
        }

        private static void requireAll(String option, List<Integer> values, int most) {
            if (values.isEmpty() || values.stream().anyMatch(value -> value < 1 || value > most)) {
                throw new IllegalArgumentException(
                        option + " is " + values + ", must be numbers from 1 to " + most + ", separated by commas");
            }
        }
    }

    /** All points, those of one number of executors on the same cluster. */
    public static List<ExchangePoint> measure(Settings settings) {
        List<ExchangePoint> points = new ArrayList<>();
        for (int executors : settings.executors()) {
            for (int megabytes : settings.megabytes()) {
                try (ExchangeCluster cluster = new ExchangeCluster(executors, megabytes)) {
                    points.add(cluster.byDriver(settings.steps()));
                    points.add(cluster.byShuffle(settings.steps()));
                }
            }
        }
        return points;
    }

    /** The points as a report. */
    public static BenchReport report(List<ExchangePoint> points) {
        int threads = Runtime.getRuntime().availableProcessors();
        double peakGflops;
        try (PeakMeter peak = new PeakMeter(threads)) {
            peakGflops = peak.best();
        }
        List<BenchReport.Row> rows = points.stream().map(ExchangeBench::row).toList();
        return new BenchReport(
                "exchange",
                peakGflops,
                threads,
                System.getProperty("java.version"),
                List.of(new Figure.Word(
                        "counted",
                        "fastest step with one lease per executor that computes nothing; bytes over loopback in that"
                                + " step, divided by the executors, and task results that came to the driver")),
                rows);
    }

    private static BenchReport.Row row(ExchangePoint point) {
        List<Figure> figures = new ArrayList<>(List.of(
                new Figure.Word("exchange", point.exchange()),
                new Figure.Count("gradient_bytes", point.gradientBytes()),
                new Figure.Count("executors", point.executors())));
        if (point.measured().isPresent()) {
            ExchangePoint.Measured measured = point.measured().get();
            figures.add(new Figure.Measure("seconds", measured.seconds(), 3));
            figures.add(new Figure.Measure("bytes_per_executor", measured.bytesPerExecutor(), 0));
            figures.add(new Figure.Measure("gradients_per_executor", measured.gradientsPerExecutor(point), 2));
            figures.add(new Figure.Count("driver_result_bytes", measured.driverResultBytes()));
        } else {
            figures.add(new Figure.Word("refused", point.refusal()));
        }
        return new BenchReport.Row(figures);
    }
}
