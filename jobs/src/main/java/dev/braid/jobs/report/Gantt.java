package dev.braid.jobs.report;

import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.Action.Closing;
import dev.braid.gpp.plan.Action.Pass;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.simulate.TimelineEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws one mini-batch over time: a row for each stage, a bar for each action, and the share of bubbles at the end. */
final class Gantt {
    private static final int WIDTH = 1136;
    private static final int LEFT = 134;
    private static final int RIGHT = 58;
    private static final int TOP = 18;
    private static final int BOTTOM = 22;
    private static final double NUMBERED = 15;
    /** Bars below this width that touch one of their kind are drawn as one. */
    private static final double FINE = 1.5;

    private record Bar(double from, double to) {}

    private final PlanComparison.Entry entry;
    private final double longest;
    private final int rowHeight;
    private final StringBuilder body = new StringBuilder();

    private Gantt(PlanComparison.Entry entry, double longest) {
        this.entry = entry;
        this.longest = longest;
        this.rowHeight = entry.plan().stages().size() > 16 ? 16 : 20;
    }

    /** With a time axis to {@code longest} seconds, so that several can be compared. */
    static String svg(PlanComparison.Entry entry, double longest) {
        Gantt gantt = new Gantt(entry, longest);
        List<List<TimelineEntry>> rows = new ArrayList<>();
        entry.plan().stages().forEach(stage -> rows.add(new ArrayList<>()));
        entry.simulation().timeline().forEach(each -> rows.get(each.stage()).add(each));
        gantt.axis();
        for (Stage stage : entry.plan().stages()) {
            gantt.row(stage, rows.get(stage.id()));
        }
        gantt.end();
        return String.format(
                Locale.ROOT,
                "<svg class='gantt' viewBox='0 0 %d %d' role='img' aria-label='timeline of one mini-batch'>\n%s</svg>",
                WIDTH,
                gantt.bottom() + BOTTOM,
                gantt.body);
    }

    private double x(double seconds) {
        return LEFT + (longest == 0 ? 0 : seconds / longest * (WIDTH - LEFT - RIGHT));
    }

    private int bottom() {
        return TOP + rowHeight * entry.plan().stages().size();
    }

    private void axis() {
        double step = Chart.niceCeiling(longest) / 5;
        for (double at = 0; at <= longest && step > 0; at += step) {
            add("<line class='grid' x1='%.1f' x2='%.1f' y1='%d' y2='%d'/>", x(at), x(at), TOP - 4, bottom() + 4);
            add(
                    "<text class='tick' x='%.1f' y='%d' text-anchor='middle'>%s</text>",
                    x(at), bottom() + 18, PlanText.seconds(at));
        }
        add("<text class='tick' x='%d' y='%d' text-anchor='end'>bubbles</text>", WIDTH, TOP - 7);
    }

    private void end() {
        double x = x(entry.seconds());
        add("<line class='mark' x1='%.1f' x2='%.1f' y1='%d' y2='%d'/>", x, x, TOP - 6, bottom() + 4);
    }

    private void row(Stage stage, List<TimelineEntry> entries) {
        int y = TOP + rowHeight * stage.id();
        double share = entry.simulation().stages().get(stage.id()).bubbleShare();
        add(
                "<text class='label' x='0' y='%d'>%d<tspan class='tick' dx='8'>%s</tspan></text>",
                y + rowHeight - 6, stage.id(), fitted(PlanText.devices(stage)));
        add(
                "<rect class='bubble' x='%d' y='%d' width='%.1f' height='%d'/>",
                LEFT, y + 1, x(entry.seconds()) - LEFT, rowHeight - 2);
        Map<String, List<Bar>> bars = new LinkedHashMap<>();
        entries.stream().filter(each -> each.seconds() > 0).forEach(each -> bar(bars, each));
        bars.forEach((style, kind) -> add("<path class='%s' d='%s'/>", style, path(kind, y)));
        entries.stream()
                .filter(each -> x(each.end()) - x(each.start()) >= NUMBERED)
                .forEach(each -> number(each, y));
        add(
                "<text class='tick' x='%d' y='%d' text-anchor='end'>%s</text>",
                WIDTH, y + rowHeight - 6, Text.percent(share));
    }

    private static String fitted(String devices) {
        return devices.length() <= 16 ? devices : devices.substring(0, 15) + "…";
    }

    private void bar(Map<String, List<Bar>> bars, TimelineEntry entry) {
        List<Bar> kind = bars.computeIfAbsent(style(entry.action()), style -> new ArrayList<>());
        Bar bar = new Bar(x(entry.start()), x(entry.end()));
        Bar last = kind.isEmpty() ? null : kind.get(kind.size() - 1);
        boolean touches = last != null && bar.from - last.to < 0.1;
        if (touches && bar.to - bar.from < FINE) {
            kind.set(kind.size() - 1, new Bar(last.from, bar.to));
        } else {
            kind.add(bar);
        }
    }

    private String path(List<Bar> bars, int y) {
        StringBuilder path = new StringBuilder();
        for (Bar bar : bars) {
            double width = bar.to - bar.from;
            double shown = width > 4 ? width - 1 : width;
            path.append(String.format(
                    Locale.ROOT, "M%.2f,%dh%.2fv%dh%.2fz", bar.from, y + 1, shown, rowHeight - 2, -shown));
        }
        return path.toString();
    }

    private void number(TimelineEntry entry, int y) {
        if (entry.action() instanceof Pass pass) {
            add(
                    "<text class='number' x='%.1f' y='%d' text-anchor='middle'>%d</text>",
                    (x(entry.start()) + x(entry.end()) - 1) / 2, y + rowHeight - 6, pass.microBatch());
        }
    }

    private static String style(Action action) {
        if (!(action instanceof Pass pass)) {
            return action == Closing.ALL_REDUCE ? "reduce" : "update";
        }
        return switch (pass.kind()) {
            case FORWARD -> "forward";
            case BACKWARD, BACKWARD_INPUT -> "backward";
            case BACKWARD_WEIGHT -> "weights";
        };
    }

    private void add(String format, Object... values) {
        body.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
