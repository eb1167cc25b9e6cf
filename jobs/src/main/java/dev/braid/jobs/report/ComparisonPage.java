package dev.braid.jobs.report;

import dev.braid.gpp.compare.Comparison;
import dev.braid.gpp.compare.ComparisonRow;
import dev.braid.gpp.compare.Growth;
import dev.braid.gpp.compare.PlannerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Renders a comparison of planners, and the growth of our search, as one HTML page that needs nothing but itself. */
public final class ComparisonPage {
    private final List<ComparisonRow> rows;
    private final List<Growth.Point> growth;

    private ComparisonPage(List<ComparisonRow> rows, List<Growth.Point> growth) {
        this.rows = rows;
        this.growth = growth;
    }

    /** @param growth may be empty; the page then leaves it out */
    public static void write(List<ComparisonRow> rows, List<Growth.Point> growth, Path file) throws IOException {
        Files.writeString(file, render(rows, growth));
    }

    static String render(List<ComparisonRow> rows, List<Growth.Point> growth) throws IOException {
        return Template.fill("comparison.html", new ComparisonPage(rows, growth).fields());
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("headline", headline());
        fields.put("setting", Text.escape(setting()));
        fields.put("speedups", speedups());
        fields.put("growth", growthSection());
        fields.put("table", ComparisonRows.body(rows));
        return fields;
    }

    private String headline() {
        Optional<ComparisonRow> best = rows.stream()
                .filter(row -> row.variant().equals(PlannerKind.GRAPH.label())
                        && row.speedup().isPresent())
                .max(Comparator.comparingDouble(row -> row.speedup().getAsDouble()));
        return best.map(row -> PlanText.factor(row.speedup().getAsDouble()) + " the best rival on "
                        + Text.escape(row.model()) + ", " + PlanText.count(row.devices(), "device") + " of "
                        + Text.escape(row.hardware()))
                .orElse("No case has plans of ours and of a rival");
    }

    private String setting() {
        String models =
                joined(rows.stream().map(ComparisonRow::model).distinct().toList());
        String machines =
                joined(rows.stream().map(ComparisonRow::hardware).distinct().toList());
        return "Models: " + models + ". Machines: " + machines + ".";
    }

    private static String joined(List<String> names) {
        return String.join(", ", names);
    }

    private String speedups() {
        Map<String, List<ComparisonRow>> cases = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> row.model() + " on " + row.hardware(), LinkedHashMap::new, Collectors.toList()));
        double highest = rows.stream()
                .filter(ComparisonPage::ours)
                .mapToDouble(row -> row.speedup().orElse(0))
                .max()
                .orElse(1);
        StringBuilder cards = new StringBuilder();
        cases.forEach((name, of) -> cards.append(card(name, GrowthCharts.speedup(of, highest))));
        return cards.toString();
    }

    private static boolean ours(ComparisonRow row) {
        return row.variant().equals(PlannerKind.GRAPH.label()) || row.variant().equals(Comparison.SPLIT);
    }

    private String growthSection() {
        if (growth.isEmpty()) {
            return "";
        }
        StringBuilder section =
                new StringBuilder("<section>\n<h2>How our search grows</h2>\n<p>Seconds of a search, the"
                        + " best of a few, as one number grows and the others stay.</p>\n<div class='panels'>\n");
        for (Growth.Axis axis : Growth.Axis.values()) {
            List<Growth.Point> points =
                    growth.stream().filter(point -> point.axis() == axis).toList();
            section.append(card(axis.label(), GrowthCharts.search(points)));
        }
        return section.append("</div>\n</section>\n").toString();
    }

    private static String card(String title, String chart) {
        return "<div class='card'><h2>" + Text.escape(title) + "</h2>" + chart + "</div>\n";
    }
}
