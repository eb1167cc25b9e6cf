package dev.braid.jobs.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What one benchmark measured.
 *
 * @param bench its name
 * @param peakGflops the FMA peak of the same threads in the same run, GFLOP/s
 * @param threads of the CPU device
 * @param java version of the JVM
 * @param setting what was measured, and what its figures count
 * @param rows one for each measurement
 */
public record BenchReport(
        String bench, double peakGflops, int threads, String java, List<Figure> setting, List<Row> rows) {
    public BenchReport {
        setting = List.copyOf(setting);
        rows = List.copyOf(rows);
    }

    /** One measurement. A report's rows may have different figures; text leaves a gap for those that a row lacks. */
    public record Row(List<Figure> figures) {
        public Row {
            figures = List.copyOf(figures);
        }
    }

    /**
     * A measurement as it was timed, before it is related to the peak.
     *
     * @param labels what was measured
     * @param flops floating-point operations, 2 for each multiply-add
     * @param more figures that only this kind of measurement has
     */
    record Timing(List<Figure> labels, long tokens, double flops, double seconds, List<Figure> more) {
        private Row row(double peakGflops) {
            double gflops = flops / seconds * 1e-9;
            List<Figure> figures = new ArrayList<>(labels);
            figures.add(new Figure.Measure("tokens_per_s", tokens / seconds, 1));
            figures.add(new Figure.Measure("gflops", gflops, 1));
            figures.add(new Figure.Measure("fraction_of_peak", gflops / peakGflops, 2));
            figures.addAll(more);
            return new Row(figures);
        }
    }

    static BenchReport of(String bench, double peakGflops, int threads, List<Figure> setting, List<Timing> timings) {
        List<Row> rows = timings.stream().map(timing -> timing.row(peakGflops)).toList();
        return new BenchReport(bench, peakGflops, threads, System.getProperty("java.version"), setting, rows);
    }
}
