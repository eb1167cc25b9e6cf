package dev.braid.model.bypass;

import dev.braid.model.graph.BypassSite;
import dev.braid.model.graph.GraphBuilder;
import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.RescaleSite;
import dev.braid.model.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Adapters as graph edits at named linears {@code y = W x}, in this order: (IA)3 multiplies x, LoRA adds
 * {@code scale * B (A dropout(x))} to y, (IA)3 multiplies y, and a bottleneck adds {@code up relu(down y)}. Everything
 * that read y reads the result. Rows whose adapter does nothing at a linear pass with their bits unchanged.
 */
public final class Bypasses {
    private final Map<String, List<BypassSite>> pairs = new HashMap<>();
    private final Map<String, List<RescaleSite>> vectors = new HashMap<>();
    private final float dropout;
    private final int head;
    private final GraphBuilder builder;
    private final Map<Tensor, Tensor> replaced = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    private Bypasses(OpGraph graph, List<BypassSite> pairs, List<RescaleSite> vectors, float dropout) {
        pairs.forEach(site -> this.pairs
                .computeIfAbsent(site.module(), m -> new ArrayList<>())
                .add(site));
        vectors.forEach(site -> this.vectors
                .computeIfAbsent(site.module(), m -> new ArrayList<>())
                .add(site));
        this.dropout = dropout;
        this.head = graph.head();
        this.builder = new GraphBuilder(graph.nextTensorId());
    }

    /**
     * The graph with a bypass at every site.
     *
     * @param dropout probability of dropping an element of x at LoRA sites that are trained
     * @throws IllegalArgumentException when a site names no linear of the graph below its head
     */
    public static OpGraph apply(OpGraph graph, List<BypassSite> pairs, List<RescaleSite> vectors, float dropout) {
        Set<String> unknown = new TreeSet<>();
        pairs.forEach(site -> unknown.add(site.module()));
        vectors.forEach(site -> unknown.add(site.module()));
        unknown.removeAll(modules(graph));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("no linear that can be bypassed is named " + unknown
                    + "; those of the model are " + new TreeSet<>(modules(graph)));
        }
        Bypasses edit = new Bypasses(graph, pairs, vectors, dropout);
        graph.nodes().forEach(edit::copy);
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
        // Rows of the head are gathered from the batch, and adapters are known by batch row.
        if (node.op() instanceof Op.Linear linear && node.block() < head) {
            bypass(node, linear, inputs.get(0));
        } else {
            nodes.add(new Node(node.op(), inputs, node.outputs(), node.block()));
        }
    }

    private void bypass(Node node, Op.Linear linear, Tensor input) {
        String module = module(linear);
        int block = node.block();
        Tensor x = rescale(block, module, RescaleSite.Side.INPUT, input);
        nodes.add(new Node(linear, List.of(x), node.outputs(), block));
        Tensor y = node.output(0);
        for (BypassSite site : pairs(module, BypassSite.Form.LORA)) {
            y = lora(block, site, x, y);
        }
        y = rescale(block, module, RescaleSite.Side.OUTPUT, y);
        for (BypassSite site : pairs(module, BypassSite.Form.BOTTLENECK)) {
            y = bottleneck(block, site, y);
        }
        if (!y.equals(node.output(0))) {
            replaced.put(node.output(0), y);
        }
    }

    private List<BypassSite> pairs(String module, BypassSite.Form form) {
        return pairs.getOrDefault(module, List.of()).stream()
                .filter(site -> site.form() == form)
                .toList();
    }

    private Tensor rescale(int block, String module, RescaleSite.Side side, Tensor x) {
        Tensor result = x;
        for (RescaleSite site : vectors.getOrDefault(module, List.of())) {
            if (site.side() == side) {
                result = add(block, new Op.Rescale(site), x.name() + ".rescaled", x.width(), result);
            }
        }
        return result;
    }

    private Tensor lora(int block, BypassSite site, Tensor x, Tensor y) {
        Tensor read = x;
        if (dropout > 0 && site.trained().isPresent()) {
            Op op = new Op.Dropout(site.module().hashCode(), dropout);
            read = add(block, op, x.name() + ".dropout", x.width(), x);
        }
        Tensor u = add(block, new Op.LoraShrink(site), site.module() + ".u", site.width(), read);
        return add(block, new Op.LoraExpand(site), y.name() + ".lora", y.width(), y, u);
    }

    private Tensor bottleneck(int block, BypassSite site, Tensor y) {
        Tensor z = add(block, new Op.LoraShrink(site), site.module() + ".z", site.width(), y);
        Tensor u = add(block, new Op.Relu(), site.module() + ".relu", site.width(), z);
        return add(block, new Op.BottleneckExpand(site), y.name() + ".adapted", y.width(), y, u);
    }

    private Tensor add(int block, Op op, String name, int width, Tensor... inputs) {
        Tensor output = builder.tensor(name, width);
        nodes.add(new Node(op, List.of(inputs), List.of(output), block));
        return output;
    }

    private static String module(Op.Linear linear) {
        String name = linear.weight().name();
        return name.substring(0, name.length() - ".weight".length());
    }
}
