package dev.braid.jobs.report;

import dev.braid.gpp.plan.Plan;

/** The rows of a comparison of plans as an HTML table's body. */
final class PlanTable {
    private static final int FIGURES = 10;

    private final PlanComparison comparison;
    private final StringBuilder body = new StringBuilder();

    private PlanTable(PlanComparison comparison) {
        this.comparison = comparison;
    }

    static String body(PlanComparison comparison) {
        PlanTable table = new PlanTable(comparison);
        comparison.entries().forEach(table::row);
        comparison.missing().forEach(table::row);
        return table.body.toString();
    }

    private void row(PlanComparison.Entry entry) {
        Plan plan = entry.plan();
        body.append(entry == comparison.own() ? "<tr class='own'>" : "<tr>");
        cell("policy", Text.escape(entry.planner()));
        number(PlanText.seconds(entry.seconds()));
        number(PlanText.factor(entry.seconds() / comparison.own().seconds()));
        number(PlanText.rate(entry.simulation().throughput()));
        number(PlanText.seconds(plan.timePerSample(comparison.problem())));
        number(String.valueOf(plan.depth()));
        number(String.valueOf(plan.stages().size()));
        number(String.valueOf(entry.devices()));
        number(Text.finePercent(entry.bubbleShare()));
        number(PlanText.bytes(entry.peakBytes()));
        number(PlanText.seconds(entry.searchSeconds()));
        body.append("</tr>\n");
    }

    private void row(PlanComparison.Missing missing) {
        body.append("<tr>");
        cell("policy", Text.escape(missing.planner()));
        body.append("<td class='none' colspan='")
                .append(FIGURES)
                .append("'>no plan: ")
                .append(Text.escape(missing.reason()))
                .append("</td></tr>\n");
    }

    private void number(String html) {
        cell("number", html);
    }

    private void cell(String style, String html) {
        body.append("<td class='").append(style).append("'>").append(html).append("</td>");
    }
}
