package dev.braid.submit.plan;

import dev.braid.gpp.compare.OriginalPlan;
import dev.braid.gpp.compare.Planned;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan for people: a line for each stage, and the figures of the whole. */
public final class PlanSummary {
    private static final String ROW = "%5s  %-30s %-14s %8s %6s %9s %11s %14s  %s";
    private static final int NAMES = 30;

    private PlanSummary() {}

    /** Under the shared costs. */
    public static List<String> lines(Planned.Found found, Problem problem) {
        List<String> lines = new ArrayList<>();
        lines.add(header());
        for (Stage stage : found.plan().stages()) {
            lines.add(row(stage, problem));
        }
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%s: %s per sample, %s per mini-batch (%.1f samples/s), depth %d, %d stages, found in %s",
                found.planner().label(),
                Units.seconds(found.plan().timePerSample(problem)),
                Units.seconds(found.simulation().iterationTime()),
                found.simulation().throughput(),
                found.plan().depth(),
                found.plan().stages().size(),
                Units.seconds(found.searchSeconds())));
        return lines;
    }

    private static String header() {
        return line("stage", "operators", "devices", "samples", "kFkB", "in flight", "memory", "s per sample", "next");
    }

    private static String row(Stage stage, Problem problem) {
        return line(
                stage.id(),
                operators(stage.operators().stream()
                        .map(operator -> problem.graph().operator(operator).id())
                        .toList()),
                range(stage.devices()),
                stage.microBatch(),
                stage.interleave(),
                stage.inFlight(),
                Units.bytes(Plan.cost(problem, stage).memoryBytes(stage.inFlight())),
                String.format(Locale.ROOT, "%.6g", Plan.cost(problem, stage).timePerSample()),
                join(stage.successors()));
    }

    /** Under a rival's own costs. */
    public static List<String> lines(OriginalPlan plan) {
        List<String> lines = new ArrayList<>();
        lines.add(header());
        int device = 0;
        for (int id = 0; id < plan.stages().size(); id++) {
            OriginalPlan.Stage stage = plan.stages().get(id);
            boolean last = id == plan.stages().size() - 1;
            lines.add(line(
                    id,
                    operators(stage.operators()),
                    stage.devices() == 1 ? device : device + "-" + (device + stage.devices() - 1),
                    stage.degree(),
                    "-",
                    stage.inFlight().isPresent() ? stage.inFlight().getAsInt() : "-",
                    stage.memoryBytes().isPresent()
                            ? Units.bytes(stage.memoryBytes().getAsDouble())
                            : "-",
                    "-",
                    last ? "" : id + 1));
            device += stage.devices();
        }
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%s, its own costs: %.9g s per sample in the slowest stage%s, %d stages, found in %s",
                plan.planner().label(),
                plan.timePerSample(),
                plan.total().isPresent()
                        ? String.format(
                                Locale.ROOT,
                                " (a sample is the profiled mini-batch; %.6f s on one machine)",
                                plan.total().getAsDouble())
                        : "",
                plan.stages().size(),
                Units.seconds(plan.searchSeconds())));
        return lines;
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, ROW, cells).stripTrailing();
    }

    /** The first and the last, and how many. */
    private static String operators(List<String> ids) {
        String first = ids.get(0);
        String text = ids.size() == 1 ? first : ids.size() + ": " + first + " .. " + ids.get(ids.size() - 1);
        return text.length() <= NAMES ? text : text.substring(0, NAMES - 2) + "..";
    }

    private static String range(List<Integer> devices) {
        int first = devices.get(0);
        int last = devices.get(devices.size() - 1);
        if (devices.size() == 1) {
            return "" + first;
        }
        return last - first == devices.size() - 1 ? first + "-" + last : join(devices);
    }

    private static String join(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
