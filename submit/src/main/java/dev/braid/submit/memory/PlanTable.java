package dev.braid.submit.memory;

import dev.braid.model.plan.CompilerPass;
import dev.braid.model.plan.MemoryPlan;
import dev.braid.model.plan.OperatorMemory;
import dev.braid.model.plan.PassMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/** A memory plan for people: a line for each kind of operator, summed over the layers, then the sums, in GB. */
public final class PlanTable {
    private static final double GB = 1e9;
    private static final String ROW = "%-26s %-18s %6s %12s %12s %14s %12s";

    private PlanTable() {}

    private record Kind(String operator, String tensor) {}

    private record Line(int blocks, Map<CompilerPass, Long> saved) {}

    /** The lines of the table. */
    public static List<String> lines(MemoryPlan plan) {
        List<String> lines = new ArrayList<>();
        lines.add("Saved from forward to backward, in GB (1e9 bytes), after each pass:");
        lines.add(header());
        kinds(plan).forEach((kind, line) -> lines.add(row(kind.operator(), kind.tensor(), line)));
        lines.add("");
        lines.add(sum("saved", plan, PassMemory::saved));
        lines.add(sum("keys and values", plan, PassMemory::keysAndValues));
        lines.add(sum("temporary", plan, PassMemory::temporary));
        lines.add(sum("peak", plan, PassMemory::bytes));
        lines.add("");
        lines.addAll(notes(plan));
        return lines;
    }

    private static String header() {
        Object[] cells = new Object[7];
        cells[0] = "operator";
        cells[1] = "output";
        cells[2] = "layers";
        for (CompilerPass pass : CompilerPass.values()) {
            cells[3 + pass.ordinal()] = pass.label();
        }
        return String.format(Locale.ROOT, ROW, cells).stripTrailing();
    }

    private static Map<Kind, Line> kinds(MemoryPlan plan) {
        Map<Kind, Line> kinds = new LinkedHashMap<>();
        for (OperatorMemory operator : plan.operators()) {
            boolean ever = operator.saved().values().stream().anyMatch(bytes -> bytes > 0);
            if (ever) {
                kinds.merge(
                        new Kind(operator.operator(), shortened(operator.tensor())),
                        new Line(1, operator.saved()),
                        PlanTable::plus);
            }
        }
        return kinds;
    }

    /** Tensors of bypasses begin with their module's full name. */
    private static String shortened(String tensor) {
        return tensor.replaceFirst("^model\\.layers\\.\\d+\\.\\w+\\.", "");
    }

    private static Line plus(Line a, Line b) {
        Map<CompilerPass, Long> sum = new LinkedHashMap<>(a.saved());
        b.saved().forEach((pass, bytes) -> sum.merge(pass, bytes, Long::sum));
        return new Line(a.blocks() + b.blocks(), sum);
    }

    private static String row(String operator, String tensor, Line line) {
        Object[] cells = new Object[7];
        cells[0] = operator;
        cells[1] = tensor;
        cells[2] = line.blocks();
        line.saved().forEach((pass, bytes) -> cells[3 + pass.ordinal()] = gigabytes(bytes));
        return String.format(Locale.ROOT, ROW, cells);
    }

    private static String sum(String name, MemoryPlan plan, ToLongFunction<PassMemory> part) {
        Object[] cells = new Object[7];
        cells[0] = name;
        cells[1] = "";
        cells[2] = "";
        for (PassMemory pass : plan.passes()) {
            cells[3 + pass.pass().ordinal()] = gigabytes(part.applyAsLong(pass));
        }
        return String.format(Locale.ROOT, ROW, cells);
    }

    private static List<String> notes(MemoryPlan plan) {
        PassMemory last = plan.after(CompilerPass.TOKEN_LEVEL);
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%.1f %% less than storing everything; %.1f %% less than a baseline that does not store attention"
                                + " probabilities (%s GB).",
                        less(last.bytes(), plan.after(CompilerPass.NONE).bytes()),
                        less(last.bytes(), plan.withoutProbabilities()),
                        gigabytes(plan.withoutProbabilities())),
                String.format(
                        Locale.ROOT,
                        "Done again in backward: %.2f %% of the step's arithmetic, attention's products not counted.",
                        100 * last.extraArithmetic()),
                "Weights, gradients of parameters and optimizer state are not part of this.");
    }

    private static double less(long bytes, long than) {
        return 100 * (1 - (double) bytes / than);
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.3f", bytes / GB);
    }
}
