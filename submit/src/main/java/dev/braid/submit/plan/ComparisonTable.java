package dev.braid.submit.plan;

import dev.braid.gpp.compare.ComparisonRow;
import dev.braid.gpp.compare.Growth;
import dev.braid.gpp.compare.Planned;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison for people: a line for each planner, cases apart. */
public final class ComparisonTable {
    private static final String ROW = "%-12s %-12s %7s  %-14s %12s %8s %9s %6s %6s %11s %7s %10s";

    private ComparisonTable() {}

    public static List<String> lines(List<ComparisonRow> rows, List<Growth.Point> growth) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                ROW,
                "model",
                "hardware",
                "devices",
                "planner",
                "samples/s",
                "speedup",
                "search s",
                "depth",
                "stages",
                "memory",
                "bubble",
                "recomputed"));
        rows.forEach(row -> lines.add(line(row)));
        if (!growth.isEmpty()) {
            lines.add("");
            growth.forEach(point -> lines.add(String.format(
                    Locale.ROOT,
                    "search of %d operators, %d branches, %d devices: %.3f s",
                    point.operators(),
                    point.branches(),
                    point.devices(),
                    point.seconds())));
        }
        return lines;
    }

    private static String line(ComparisonRow row) {
        if (row.planned() instanceof Planned.Found found) {
            return String.format(
                    Locale.ROOT,
                    ROW,
                    row.model(),
                    row.hardware(),
                    row.devices(),
                    row.variant(),
                    String.format(Locale.ROOT, "%.1f", row.throughput()),
                    row.speedup().isPresent()
                            ? String.format(Locale.ROOT, "%.3f", row.speedup().getAsDouble())
                            : "-",
                    seconds(row.planned()),
                    found.plan().depth(),
                    found.plan().stages().size(),
                    Units.bytes(ComparisonRow.peakBytes(found)),
                    String.format(Locale.ROOT, "%.1f%%", 100 * ComparisonRow.bubbleShare(found)),
                    ComparisonRow.recomputed(found));
        }
        String head = String.format(
                Locale.ROOT, "%-12s %-12s %7s  %-14s ", row.model(), row.hardware(), row.devices(), row.variant());
        return head + "no plan after " + seconds(row.planned()) + " s: " + ((Planned.None) row.planned()).reason();
    }

    private static String seconds(Planned planned) {
        return String.format(Locale.ROOT, "%.3f", planned.searchSeconds());
    }
}
