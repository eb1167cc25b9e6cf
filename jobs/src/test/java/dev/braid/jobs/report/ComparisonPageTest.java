package dev.braid.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.gpp.compare.Comparison;
import dev.braid.gpp.compare.ComparisonRow;
import dev.braid.gpp.compare.Growth;
import dev.braid.gpp.compare.Planned;
import dev.braid.gpp.compare.PlannerKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ComparisonPageTest {
    private static List<ComparisonRow> rows() {
        PlanComparison plans = PlanPageTest.sample();
        List<ComparisonRow> rows = new ArrayList<>();
        for (int devices : List.of(8, 32)) {
            rows.add(row(devices, "graph", plans.entries().get(0), 1.5));
            rows.add(row(devices, Comparison.SPLIT, plans.entries().get(0), 1.6));
            rows.add(row(devices, "sequential", plans.entries().get(1), 1));
            Planned none = new Planned.None(PlannerKind.PIPER, "too many <downsets>", 0.1);
            rows.add(new ComparisonRow("toy & co", "cards", devices, 256, "piper", none, OptionalDouble.empty()));
        }
        return rows;
    }

    private static ComparisonRow row(int devices, String variant, PlanComparison.Entry entry, double speedup) {
        Planned found = new Planned.Found(PlannerKind.GRAPH, entry.plan(), entry.simulation(), 0.25);
        return new ComparisonRow("toy & co", "cards", devices, 256, variant, found, OptionalDouble.of(speedup));
    }

    @Test
    void showsSpeedupsGrowthAndWhatFailed() throws IOException {
        List<Growth.Point> growth = new ArrayList<>();
        for (Growth.Axis axis : Growth.Axis.values()) {
            growth.add(new Growth.Point(axis, "zoo:mmt", 49, 2, 8, 0.5));
            growth.add(new Growth.Point(axis, "zoo:mmt", 97, 4, 16, 1.5));
        }
        String page = ComparisonPage.render(rows(), growth);
        assertTrue(page.contains("1.50× the best rival on toy &amp; co, 8 devices of cards"), page);
        assertTrue(page.contains("no plan: too many &lt;downsets&gt;"));
        assertTrue(page.contains("How our search grows"));
        assertEquals(1 + 1 + 3, page.split("<svg", -1).length - 1);
        assertFalse(page.contains("{{") || page.contains("http://") || page.contains("https://"));
    }

    @Test
    void growthMayBeLeftOut() throws IOException {
        assertFalse(ComparisonPage.render(rows(), List.of()).contains("How our search grows"));
    }
}
