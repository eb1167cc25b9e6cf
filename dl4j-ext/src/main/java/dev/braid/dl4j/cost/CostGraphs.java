package dev.braid.dl4j.cost;

import dev.braid.dl4j.shape.ShapedVertex;
import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Operator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts operators together to a graph: an edge wherever a vertex reads another, carrying its whole result once. */
public final class CostGraphs {
    private CostGraphs() {}

    public static CostGraph of(List<ShapedVertex> vertices, VertexCosts costs, int elementBytes) {
        Map<String, ShapedVertex> byName = new HashMap<>();
        vertices.forEach(vertex -> byName.put(vertex.name(), vertex));
        List<Operator> operators = vertices.stream().map(costs::operator).toList();
        List<Edge> edges = vertices.stream()
                .flatMap(vertex -> vertex.reads().stream()
                        .distinct()
                        .filter(byName::containsKey)
                        .map(read -> new Edge(
                                read, vertex.name(), byName.get(read).output().elements() * elementBytes)))
                .toList();
        return new CostGraph(operators, edges);
    }
}
