package dev.braid.model.plan;

import dev.braid.model.decoder.TrainingGraphs;
import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Tensor;
import dev.braid.model.pass.Rematerialise;
import dev.braid.model.program.TrainingMemory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts the outputs of all operators of the graphs that passes make of one model. */
final class OperatorTable {
    private final TrainingGraphs graphs;
    private final MemoryPlan.Setting setting;
    private final Map<CompilerPass, Set<Tensor>> savedBy = new EnumMap<>(CompilerPass.class);
    private final Map<CompilerPass, Set<Tensor>> producedBy = new EnumMap<>(CompilerPass.class);
    private final Set<Tensor> forward = new HashSet<>();
    private final List<OperatorMemory> operators = new ArrayList<>();
    private long probabilities;

    OperatorTable(TrainingGraphs graphs, MemoryPlan.Setting setting) {
        this.graphs = graphs;
        this.setting = setting;
        for (CompilerPass pass : CompilerPass.values()) {
            OpGraph training = MemoryPlan.training(graphs, pass);
            savedBy.put(pass, Rematerialise.savedBy(graphs.forward(), training));
            Set<Tensor> produced = new HashSet<>();
            training.nodes().forEach(node -> produced.addAll(node.outputs()));
            producedBy.put(pass, produced);
        }
        graphs.forward().nodes().forEach(node -> forward.addAll(node.outputs()));
        count();
    }

    List<OperatorMemory> operators() {
        return operators;
    }

    long probabilities() {
        return probabilities;
    }

    long saved(CompilerPass pass) {
        return operators.stream()
                .mapToLong(operator -> operator.saved().get(pass))
                .sum();
    }

    private void count() {
        Map<Tensor, Node> producers = new LinkedHashMap<>();
        for (OpGraph graph : List.of(graphs.reversed(), graphs.rematerialised())) {
            graph.nodes().forEach(node -> node.outputs().forEach(output -> producers.putIfAbsent(output, node)));
        }
        producers.forEach((tensor, node) -> {
            operators.add(memory(node, tensor));
            if (node.op() instanceof Op.Attention attention && tensor.equals(node.output(0))) {
                operators.add(probabilities(node, attention));
            }
        });
    }

    private OperatorMemory memory(Node node, Tensor tensor) {
        Map<CompilerPass, Long> saved = new EnumMap<>(CompilerPass.class);
        Map<CompilerPass, Long> temporary = new EnumMap<>(CompilerPass.class);
        int output = node.outputs().indexOf(tensor);
        int bytes = node.op().statistic(output) ? TrainingMemory.STATISTIC_BYTES : setting.elementBytes();
        long element = (long) tensor.width() * bytes;
        for (CompilerPass pass : CompilerPass.values()) {
            boolean kept = pass == CompilerPass.NONE
                    ? isBody(node, tensor)
                    : savedBy.get(pass).contains(tensor);
            saved.put(pass, kept ? element * setting.tokens() : 0);
            boolean computed = producedBy.get(pass).contains(tensor) && !(pass == CompilerPass.NONE && kept);
            temporary.put(pass, computed ? element * rows(node, tensor, pass) : 0);
        }
        return new OperatorMemory(
                node.block(), OperatorNames.of(node.op()), tensor.name(), direction(tensor), saved, temporary);
    }

    private boolean isBody(Node node, Tensor tensor) {
        return forward.contains(tensor) && node.block() < graphs.forward().head();
    }

    private OperatorMemory.Direction direction(Tensor tensor) {
        return forward.contains(tensor) ? OperatorMemory.Direction.FORWARD : OperatorMemory.Direction.BACKWARD;
    }

    private long rows(Node node, Tensor tensor, CompilerPass pass) {
        TrainingMemory.Windows windows = setting.windows(pass);
        if (node.block() == graphs.forward().head()) {
            return windows.head();
        }
        if (node.op() instanceof Op.AttentionGrad && !tensor.equals(node.output(0))) {
            return setting.tokens();
        }
        return forward.contains(tensor) ? windows.forward() : windows.backward();
    }

    private OperatorMemory probabilities(Node node, Op.Attention attention) {
        long bytes = (long) attention.heads() * setting.tokens() * setting.tokens() * setting.elementBytes();
        probabilities += bytes;
        Map<CompilerPass, Long> saved = new EnumMap<>(CompilerPass.class);
        Map<CompilerPass, Long> temporary = new EnumMap<>(CompilerPass.class);
        for (CompilerPass pass : CompilerPass.values()) {
            saved.put(pass, pass == CompilerPass.NONE ? bytes : 0L);
            temporary.put(pass, 0L);
        }
        return new OperatorMemory(
                node.block(),
                OperatorNames.of(node.op()),
                "probabilities",
                OperatorMemory.Direction.FORWARD,
                saved,
                temporary);
    }
}
