package dev.braid.jobs.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which colour and shape stands for which policy, the same in all charts of a page. */
final class PolicyMarks {
    /** Colours in the page's style: {@code p0} is the page's own policy's. */
    private static final int COLOURS = 8;

    private final Map<String, Integer> index = new LinkedHashMap<>();

    PolicyMarks(CoServingReport report) {
        index.put(report.policy(), 0);
        for (CoServingRow row : report.rows()) {
            index.putIfAbsent(row.policy(), index.size());
        }
    }

    List<String> policies() {
        return List.copyOf(index.keySet());
    }

    /** The order to draw in: the page's own policy last, on top of the others. */
    List<String> backToFront() {
        List<String> order = new ArrayList<>(policies());
        Collections.reverse(order);
        return order;
    }

    boolean isOwn(String policy) {
        return index.get(policy) == 0;
    }

    String style(String policy) {
        return "p" + colour(policy);
    }

    MarkShape shape(String policy) {
        MarkShape[] shapes = MarkShape.values();
        // A colour that comes again has another shape each time.
        int turns = isOwn(policy) ? 0 : (index.get(policy) - 1) / (COLOURS - 1);
        return shapes[(colour(policy) + 2 * turns) % shapes.length];
    }

    /** The page's own policy has one for itself. */
    private int colour(String policy) {
        return isOwn(policy) ? 0 : 1 + (index.get(policy) - 1) % (COLOURS - 1);
    }

    double radius(String policy) {
        return isOwn(policy) ? 6.5 : 5;
    }

    /** The legend: each policy's mark and name. */
    String legend() {
        StringBuilder legend = new StringBuilder();
        for (String policy : policies()) {
            legend.append(
                            "<span class='entry'><svg class='glyph' viewBox='0 0 16 16' aria-hidden='true'><path class='mark-")
                    .append(style(policy))
                    .append("' d='")
                    .append(shape(policy).path(8, 8, 5.5))
                    .append("'/></svg>")
                    .append(Text.escape(policy))
                    .append("</span>");
        }
        return legend.toString();
    }
}
