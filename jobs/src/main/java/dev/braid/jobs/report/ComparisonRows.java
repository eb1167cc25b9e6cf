package dev.braid.jobs.report;

import dev.braid.gpp.compare.ComparisonRow;
import dev.braid.gpp.compare.Planned;
import dev.braid.gpp.compare.PlannerKind;
import java.util.List;
import java.util.Locale;

/** The rows of a comparison of planners as an HTML table's body; each case begins with ours and a rule. */
final class ComparisonRows {
    private static final int FIGURES = 7;

    private final StringBuilder body = new StringBuilder();

    private ComparisonRows() {}

    static String body(List<ComparisonRow> rows) {
        ComparisonRows table = new ComparisonRows();
        rows.forEach(table::row);
        return table.body.toString();
    }

    private void row(ComparisonRow row) {
        body.append(row.variant().equals(PlannerKind.GRAPH.label()) ? "<tr class='own first'>" : "<tr>");
        cell("", Text.escape(row.model()));
        cell("", Text.escape(row.hardware()));
        cell("number", String.valueOf(row.devices()));
        cell("policy", Text.escape(row.variant()));
        if (row.planned() instanceof Planned.Found found) {
            figures(row, found);
        } else if (row.planned() instanceof Planned.None none) {
            body.append("<td class='none' colspan='")
                    .append(FIGURES)
                    .append("'>no plan: ")
                    .append(Text.escape(none.reason()))
                    .append("</td>");
        }
        cell("number", PlanText.seconds(row.planned().searchSeconds()));
        body.append("</tr>\n");
    }

    private void figures(ComparisonRow row, Planned.Found found) {
        cell("number", String.format(Locale.ROOT, "%,.1f", row.throughput()));
        cell("number", row.speedup().isPresent() ? PlanText.factor(row.speedup().getAsDouble()) : "–");
        cell("number", String.valueOf(found.plan().depth()));
        cell("number", String.valueOf(found.plan().stages().size()));
        cell("number", Text.finePercent(ComparisonRow.bubbleShare(found)));
        cell("number", PlanText.bytes(ComparisonRow.peakBytes(found)));
        cell("number", String.valueOf(ComparisonRow.recomputed(found)));
    }

    private void cell(String style, String html) {
        body.append("<td class='").append(style).append("'>").append(html).append("</td>");
    }
}
