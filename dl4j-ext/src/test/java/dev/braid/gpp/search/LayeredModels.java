package dev.braid.gpp.search;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.cost.Work;
import java.util.ArrayList;
import java.util.List;

/** Models of branches of transformer layers, ten operators a layer with its residual edges, that end in one head. */
final class LayeredModels {
    private static final double SEQUENCE = 256;

    private final List<Operator> operators = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();

    /**
     * @param hidden of each branch; branches with equal sizes are isomorphic
     */
    static CostGraph of(int layers, double... hidden) {
        LayeredModels model = new LayeredModels();
        List<String> ends = new ArrayList<>();
        for (int branch = 0; branch < hidden.length; branch++) {
            ends.add(model.branch("b" + branch, layers, hidden[branch]));
        }
        double width = hidden[0] * SEQUENCE;
        model.operator("concat", 0, 0, width * hidden.length);
        for (int branch = 0; branch < hidden.length; branch++) {
            model.edges.add(new Edge(ends.get(branch), "concat", 4 * hidden[branch] * SEQUENCE));
        }
        model.operator("head", hidden[0] * hidden[0], hidden[0] * hidden[0], width);
        model.edges.add(new Edge("concat", "head", 4 * width));
        return new CostGraph(model.operators, model.edges);
    }

    static Problem problem(CostGraph graph, int devices, int miniBatch, double gibibytes) {
        Link inNode = new Link(25e9, 5e-6);
        Link between = new Link(10e9, 1e-5);
        DeviceRates rates = new DeviceRates(50e12, 700e9, 5e-6);
        return new Problem(
                graph,
                new Topology(devices, gibibytes * (1L << 30), 4, inNode, between, rates),
                new Training(miniBatch, 4));
    }

    private String branch(String name, int layers, double hidden) {
        String last = null;
        for (int layer = 0; layer < layers; layer++) {
            String at = name + "." + layer + ".";
            double row = 4 * hidden * SEQUENCE;
            last = step(at + "norm1", last, 0, row, hidden);
            String residual = layer == 0 ? last : name + "." + (layer - 1) + ".add2";
            last = step(at + "qkv", last, 3 * hidden * hidden, row, hidden);
            last = step(at + "attend", last, 0, 3 * row, hidden);
            last = step(at + "project", last, hidden * hidden, row, hidden);
            last = step(at + "add1", last, 0, row, hidden);
            if (layer > 0) {
                edges.add(new Edge(residual, last, row));
            }
            String middle = last;
            last = step(at + "norm2", last, 0, row, hidden);
            last = step(at + "up", last, 4 * hidden * hidden, row, hidden);
            last = step(at + "gelu", last, 0, 4 * row, hidden);
            last = step(at + "down", last, 4 * hidden * hidden, 4 * row, hidden);
            last = step(at + "add2", last, 0, row, hidden);
            edges.add(new Edge(middle, last, row));
        }
        return last;
    }

    private String step(String id, String before, double weights, double inBytes, double hidden) {
        operator(id, weights, weights, hidden * SEQUENCE);
        if (before != null) {
            edges.add(new Edge(before, id, inBytes));
        }
        return id;
    }

    private void operator(String id, double weights, double macsPerToken, double values) {
        Work once = new Work.Counted(2 * macsPerToken * SEQUENCE, 4 * weights, 8 * values);
        operators.add(new Operator(id, once, once, weights == 0 ? Work.NONE : once, 4 * weights, 4 * values));
    }
}
