package dev.braid.jobs.bench;

import dev.braid.jobs.report.CoServingReport;
import dev.braid.jobs.report.CoServingRow;
import java.text.DecimalFormat;
import java.util.List;
import java.util.Locale;

/** The rows of a simulation as a table for a terminal. */
public final class SimulationTable {
    private static final String HEADER = String.format(
            "%-18s %9s  %11s %9s %11s  %15s  %17s",
            "policy", "attained", "finetune/s", "of bound", "inference/s", "TPOT p50/p99 ms", "TTFT p50/p99 ms");

    private SimulationTable() {}

    /** Blocks by model and load; tokens/s are those of the whole fleet. */
    public static String of(CoServingReport report) {
        StringBuilder table = new StringBuilder(report.setting()).append('\n');
        String before = "";
        for (CoServingRow row : report.rows()) {
            String block = block(row, report.slos());
            if (!block.equals(before)) {
                table.append('\n').append(block).append('\n').append(HEADER).append('\n');
                before = block;
            }
            table.append(line(row)).append('\n');
        }
        return table.toString();
    }

    private static String block(CoServingRow row, List<CoServingReport.Slo> slos) {
        String slo = slos.stream()
                .filter(each -> each.model().equals(row.model()))
                .map(each -> String.format(
                        Locale.ROOT, "TPOT <= %.0f ms, TTFT <= %.1f s", each.tpotMillis(), each.ttftMillis() / 1000))
                .findFirst()
                .orElse("");
        return String.format(
                Locale.ROOT,
                "%s, %s requests/s (%s), %s; bounds: time slicing %.0f, roofline %.0f finetuning tokens/s",
                row.model(),
                new DecimalFormat("0.##").format(row.requestsPerSecond()),
                row.load(),
                slo,
                row.idealTimeSlicing(),
                row.idealRoofline());
    }

    private static String line(CoServingRow row) {
        double share = row.idealRoofline() == 0 ? 0 : row.finetuneTokensPerSecond() / row.idealRoofline();
        return String.format(
                Locale.ROOT,
                "%-18s %8.2f%%  %11.0f %8.0f%% %11.0f  %7s %7s  %8s %8s",
                row.policy(),
                // Never rounded up to all.
                Math.floor(1e4 * row.attainment() + 1e-9) / 100,
                row.finetuneTokensPerSecond(),
                100 * share,
                row.inferenceTokensPerSecond(),
                millis(row.tpotMillis().p50()),
                millis(row.tpotMillis().p99()),
                millis(row.ttftMillis().p50()),
                millis(row.ttftMillis().p99()));
    }

    private static String millis(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }
}
