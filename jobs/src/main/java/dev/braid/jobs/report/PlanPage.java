package dev.braid.jobs.report;

import dev.braid.gpp.simulate.StageUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Renders a {@link PlanComparison} as one HTML page that needs nothing but itself. */
public final class PlanPage {
    private final PlanComparison comparison;

    private PlanPage(PlanComparison comparison) {
        this.comparison = comparison;
    }

    public static void write(PlanComparison comparison, Path file) throws IOException {
        Files.writeString(file, render(comparison));
    }

    static String render(PlanComparison comparison) throws IOException {
        return Template.fill("plans.html", new PlanPage(comparison).fields());
    }

    private Map<String, String> fields() {
        PlanComparison.Entry own = comparison.own();
        DeviceMemoryChart memory = new DeviceMemoryChart(comparison);
        double longest = comparison.longestSeconds();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("planner", Text.escape(own.planner()));
        fields.put("setting", Text.escape(comparison.setting()));
        fields.put("seconds", PlanText.seconds(own.seconds()));
        fields.put("throughput", PlanText.rate(own.simulation().throughput()));
        fields.put("miniBatch", Text.count(comparison.problem().training().miniBatch()));
        fields.put("stages", PlanText.count(own.plan().stages().size(), "stage"));
        fields.put("devices", PlanText.count(own.devices(), "device"));
        fields.put("bubbles", Text.finePercent(own.bubbleShare()));
        fields.put("searchSeconds", PlanText.seconds(own.searchSeconds()));
        depths(fields);
        rival(fields);
        fields.put("table", PlanTable.body(comparison));
        fields.put("graphs", cards(PlanPage::shape, entry -> StageDrawing.svg(comparison.problem(), entry.plan())));
        fields.put("timelines", cards(PlanPage::time, entry -> Gantt.svg(entry, longest)));
        fields.put("memory", cards(PlanPage::memory, memory::svg));
        return fields;
    }

    private void depths(Map<String, String> fields) {
        fields.put("depth", String.valueOf(comparison.own().plan().depth()));
        String rivals = String.join(
                ", ",
                comparison.entries().stream()
                        .skip(1)
                        .map(entry -> entry.planner() + " " + entry.plan().depth())
                        .toList());
        fields.put("rivalDepths", rivals.isEmpty() ? "" : Text.escape("; " + rivals));
    }

    private void rival(Map<String, String> fields) {
        Optional<PlanComparison.Entry> best = comparison.bestRival();
        fields.put(
                "rivalFactor",
                best.map(rival -> PlanText.factor(
                                rival.seconds() / comparison.own().seconds()))
                        .orElse("alone"));
        fields.put(
                "rivalWords",
                best.map(rival -> "the throughput of " + Text.escape(rival.planner()) + ", the best rival")
                        .orElse("no rival has a plan"));
    }

    private String cards(
            Function<PlanComparison.Entry, String> summary, Function<PlanComparison.Entry, String> drawing) {
        StringBuilder cards = new StringBuilder();
        for (PlanComparison.Entry entry : comparison.entries()) {
            cards.append(entry == comparison.own() ? "<div class='card own'>" : "<div class='card'>")
                    .append("<h2>")
                    .append(Text.escape(entry.planner()))
                    .append("</h2><p>")
                    .append(summary.apply(entry))
                    .append("</p><div class='wide'>")
                    .append(drawing.apply(entry))
                    .append("</div></div>\n");
        }
        return cards.toString();
    }

    private static String shape(PlanComparison.Entry entry) {
        return "depth " + entry.plan().depth() + ", "
                + PlanText.count(entry.plan().stages().size(), "stage") + " on "
                + PlanText.count(entry.devices(), "device");
    }

    private static String time(PlanComparison.Entry entry) {
        return PlanText.seconds(entry.seconds()) + ", " + Text.finePercent(entry.bubbleShare()) + " bubbles";
    }

    private static String memory(PlanComparison.Entry entry) {
        double waiting = entry.simulation().stages().stream()
                .mapToDouble(StageUse::waitingBytes)
                .max()
                .orElse(0);
        return "at most " + PlanText.bytes(entry.peakBytes())
                + (waiting > 0 ? ", and " + PlanText.bytes(waiting) + " waiting" : "");
    }
}
