package dev.braid.model.bypass;

import dev.braid.model.graph.BypassSite;
import dev.braid.model.graph.GraphBuilder;
import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * LoRA as a graph edit: behind each named linear {@code y = W x} stands {@code y + scale * B (A dropout(x))}, and
 * everything that read y reads the sum.
 */
public final class Lora {
    private final Map<String, BypassSite> sites;
    private final float dropout;
    private final int head;
    private final GraphBuilder builder;
    private final Map<Tensor, Tensor> replaced = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    private Lora(OpGraph graph, List<BypassSite> sites, float dropout) {
        this.sites = new HashMap<>();
        sites.forEach(site -> this.sites.put(site.module(), site));
        this.dropout = dropout;
        this.head = graph.head();
        this.builder = new GraphBuilder(graph.nextTensorId());
    }

    /**
     * The graph with a bypass at every site.
     *
     * @param dropout probability of dropping an element of x at sites that are trained
     * @throws IllegalArgumentException when a site names no linear of the graph below its head
     */
    public static OpGraph apply(OpGraph graph, List<BypassSite> sites, float dropout) {
        Lora edit = new Lora(graph, sites, dropout);
        graph.nodes().forEach(edit::copy);
        if (!edit.sites.isEmpty()) {
            throw new IllegalArgumentException("no linear that can be bypassed is named "
                    + new TreeSet<>(edit.sites.keySet()) + "; those of the model are " + new TreeSet<>(modules(graph)));
        }
        return new OpGraph(edit.nodes, graph.layers());
    }

    /** The modules that {@link #apply} can bypass: every linear of the graph but the head. */
    public static Set<String> modules(OpGraph graph) {
        Set<String> modules = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Linear linear && node.block() < graph.head()) {
                modules.add(module(linear));
            }
        }
        return modules;
    }

    private void copy(Node node) {
        List<Tensor> inputs =
                node.inputs().stream().map(t -> replaced.getOrDefault(t, t)).toList();
        nodes.add(new Node(node.op(), inputs, node.outputs(), node.block()));
        // Rows of the head are gathered from the batch, and adapters are known by batch row.
        if (node.op() instanceof Op.Linear linear && node.block() < head) {
            BypassSite site = sites.remove(module(linear));
            if (site != null) {
                bypass(node.block(), site, inputs.get(0), node.output(0));
            }
        }
    }

    private void bypass(int block, BypassSite site, Tensor x, Tensor y) {
        Tensor read = x;
        if (dropout > 0 && site.trained().isPresent()) {
            read = builder.tensor(x.name() + ".dropout", x.width());
            nodes.add(new Node(new Op.Dropout(site.module().hashCode(), dropout), List.of(x), List.of(read), block));
        }
        Tensor u = builder.tensor(site.module() + ".u", site.width());
        nodes.add(new Node(new Op.LoraShrink(site), List.of(read), List.of(u), block));
        Tensor sum = builder.tensor(y.name() + ".lora", y.width());
        nodes.add(new Node(new Op.LoraExpand(site), List.of(y, u), List.of(sum), block));
        replaced.put(y, sum);
    }

    private static String module(Op.Linear linear) {
        String name = linear.weight().name();
        return name.substring(0, name.length() - ".weight".length());
    }
}
