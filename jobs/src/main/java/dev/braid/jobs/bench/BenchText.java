package dev.braid.jobs.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A {@link BenchReport} as text: its setting, then a table with a column for each figure. */
public final class BenchText {
    private static final String GAP = "  ";
    private static final String MISSING = "-";

    private BenchText() {}

    public static List<String> lines(BenchReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s: FMA peak %.1f GFLOP/s of %d threads, Java %s",
                report.bench(),
                report.peakGflops(),
                report.threads(),
                report.java()));
        report.setting().forEach(figure -> lines.add(figure.key().replace('_', ' ') + ": " + figure.text()));
        lines.add("");
        lines.addAll(table(report.rows()));
        return lines;
    }

    private static List<String> table(List<BenchReport.Row> rows) {
        Set<String> keys = new LinkedHashSet<>();
        rows.forEach(row -> row.figures().forEach(figure -> keys.add(figure.key())));
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.copyOf(new ArrayList<>(keys)));
        rows.forEach(row -> cells.add(keys.stream().map(key -> cell(row, key)).toList()));
        return cells.stream().map(row -> line(row, cells)).toList();
    }

    private static String cell(BenchReport.Row row, String key) {
        return row.figures().stream()
                .filter(figure -> figure.key().equals(key))
                .findFirst()
                .map(Figure::text)
                .orElse(MISSING);
    }

    private static String line(List<String> row, List<List<String>> all) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int at = column;
            int width =
                    all.stream().mapToInt(other -> other.get(at).length()).max().orElseThrow();
            line.append(column == 0 ? "" : GAP)
                    .append(" ".repeat(width - row.get(column).length()));
            line.append(row.get(column));
        }
        return line.toString();
    }
}
