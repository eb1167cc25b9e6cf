package dev.braid.dl4j.cost;

import dev.braid.dl4j.shape.ShapedVertex;
import dev.braid.gpp.cost.Operator;

/** Makes an operator of a vertex: one with counted or with measured costs. */
public interface VertexCosts {
    Operator operator(ShapedVertex vertex);

    /** What had to be assumed about it, as a sentence; empty for nothing. */
    String assumption(ShapedVertex vertex);
}
