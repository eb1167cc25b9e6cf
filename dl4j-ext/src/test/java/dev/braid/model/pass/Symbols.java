package dev.braid.model.pass;

import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Tensor;
import dev.braid.model.program.Instruction;
import dev.braid.model.program.Place;
import dev.braid.model.program.Program;
import dev.braid.model.program.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Executes graphs and programs on symbols instead of numbers: a value is a hash of the operator that made it and of the
 * values that it read, so two results are equal when they were computed from the same things in the same way.
 */
final class Symbols {
    /** What a memory cell holds before anything was written there. */
    private static final long NOTHING = 0;

    private final Map<Place, Long> content = new HashMap<>();
    private final List<Long> results = new ArrayList<>();

    private Symbols() {}

    /** Logits, losses and parameter gradients of a graph, sorted. */
    static TreeSet<Long> of(OpGraph forward, OpGraph training) {
        Map<Tensor, Long> values = new HashMap<>();
        TreeSet<Long> results = new TreeSet<>();
        for (Node node : training.nodes()) {
            List<Long> inputs = node.inputs().stream().map(values::get).toList();
            for (int i = 0; i < node.outputs().size(); i++) {
                values.put(node.output(i), value(node.op(), inputs, i));
            }
            if (node.op().gradientOf().isPresent()) {
                results.add(value(node.op(), inputs, -1));
            }
            if (node.op() instanceof Op.CrossEntropy) {
                results.add(values.get(node.output(1)));
            }
        }
        results.add(values.get(forward.nodes().get(forward.nodes().size() - 1).output(0)));
        return results;
    }

    /** The same of a program. */
    static TreeSet<Long> of(Program program) {
        Symbols symbols = new Symbols();
        program.forward().forEach(symbols::run);
        long residual = symbols.read(program.residual());
        symbols.forgetWorkspace();
        symbols.content.put(program.headInput(), residual);
        symbols.run(program.logits());
        List<Instruction> head = program.logits().instructions();
        Instruction.Compute last = (Instruction.Compute) head.get(head.size() - 1);
        symbols.results.add(symbols.read(last.outputs().get(0)));
        symbols.forgetWorkspace();
        for (Segment loss : program.training().loss()) {
            symbols.run(loss);
            symbols.forgetWorkspace();
        }
        for (Segment block : program.training().backward()) {
            symbols.run(block);
            symbols.forgetWorkspace();
        }
        return new TreeSet<>(symbols.results);
    }

    /** Between segments only saved tensors and the gradient stream survive. */
    private void forgetWorkspace() {
        content.keySet().removeIf(place -> !(place instanceof Place.Saved) && !(place instanceof Place.GradientStream));
    }

    private void run(Segment segment) {
        for (Instruction instruction : segment.instructions()) {
            if (instruction instanceof Instruction.Save save) {
                content.put(save.to(), read(save.from()));
            } else if (instruction instanceof Instruction.Compute compute) {
                run(compute);
            }
        }
    }

    private void run(Instruction.Compute compute) {
        List<Long> inputs = compute.inputs().stream().map(this::read).toList();
        for (int i = 0; i < compute.outputs().size(); i++) {
            content.put(compute.outputs().get(i), value(compute.op(), inputs, i));
        }
        if (compute.op().gradientOf().isPresent()) {
            results.add(value(compute.op(), inputs, -1));
        }
        if (compute.op() instanceof Op.CrossEntropy) {
            results.add(read(compute.outputs().get(1)));
        }
    }

    private long read(Place place) {
        return content.getOrDefault(place, NOTHING);
    }

    private static long value(Op op, List<Long> inputs, int output) {
        long hash = op.hashCode() * 0x9E3779B97F4A7C15L + output + 2;
        for (long input : inputs) {
            hash = (hash ^ hash >>> 29 ^ input) * 0xBF58476D1CE4E5B9L + 1;
        }
        return hash ^ hash >>> 32;
    }
}
