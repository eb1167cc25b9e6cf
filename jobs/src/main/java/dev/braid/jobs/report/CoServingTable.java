package dev.braid.jobs.report;

import java.util.Locale;

/** The rows of a co-serving report as an HTML table's body. */
final class CoServingTable {
    private final CoServingReport report;

    CoServingTable(CoServingReport report) {
        this.report = report;
    }

    String body() {
        StringBuilder body = new StringBuilder();
        for (String model : report.models()) {
            String before = "";
            for (CoServingRow row : report.rowsOf(model)) {
                String group = row.model() + " " + row.load() + " " + row.requestsPerSecond();
                row(body, row, group.equals(before));
                before = group;
            }
        }
        return body.toString();
    }

    private void row(StringBuilder body, CoServingRow row, boolean sameGroup) {
        String style = (row.policy().equals(report.policy()) ? "own" : "") + (sameGroup ? "" : " first");
        body.append("<tr class='").append(style.trim()).append("'>");
        cell(body, "", Text.escape(row.model()));
        cell(body, "", Text.escape(row.load()));
        cell(body, "number", Text.decimal(row.requestsPerSecond()));
        cell(body, "policy", Text.escape(row.policy()));
        cell(body, report.attained(row) ? "number right" : "number wrong", Text.finePercent(row.attainment()));
        body.append(rate(row));
        cell(body, "number", Text.count(row.inferenceTokensPerSecond()));
        percentiles(body, row.tpotMillis());
        percentiles(body, row.ttftMillis());
        cell(body, "number soft", Text.count(row.idealTimeSlicing()));
        cell(body, "number soft", Text.count(row.idealRoofline()));
        body.append("</tr>\n");
    }

    /** The finetuning rate before a bar: its share of the roofline bound. */
    private static String rate(CoServingRow row) {
        double share = row.idealRoofline() == 0 ? 0 : Math.min(1, row.finetuneTokensPerSecond() / row.idealRoofline());
        return String.format(
                Locale.ROOT,
                "<td class='number rate' style='--share:%.1f%%'>%s</td>",
                100 * share,
                Text.count(row.finetuneTokensPerSecond()));
    }

    private static void percentiles(StringBuilder body, Percentiles percentiles) {
        cell(body, "number", bare(percentiles.p50()) + "<i> / " + bare(percentiles.p99()) + "</i>");
    }

    private static String bare(double millis) {
        return Double.isNaN(millis) ? "–" : String.format(Locale.ROOT, millis < 100 ? "%.1f" : "%,.0f", millis);
    }

    private static void cell(StringBuilder body, String style, String html) {
        body.append("<td class='").append(style).append("'>").append(html).append("</td>");
    }
}
