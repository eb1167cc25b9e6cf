package dev.braid.dl4j.cost;

import dev.braid.dl4j.cost.Count.Basis;
import dev.braid.dl4j.shape.ShapedVertex;
import dev.braid.dl4j.shape.ShapedVertex.Backward;
import dev.braid.dl4j.shape.Updates;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import org.deeplearning4j.nn.conf.graph.LayerVertex;

/**
 * Counted costs of vertices, with the conventions of the zoo's models: arithmetic is that of the products, a
 * multiply-add counted as two; what goes element by element counts by its bytes; a vertex keeps its own result and what
 * it alone computes and backward reads, and what it reads of the data set. DL4J itself computes more in backward than is
 * counted: it repeats a layer's forward product, and makes gradients of the data. Measure where that matters.
 *
 * @param elementBytes of weights and activations
 */
public record CountedCosts(int elementBytes) implements VertexCosts {
    @Override
    public Operator operator(ShapedVertex vertex) {
        if (Lookup.isOne(vertex)) {
            return Lookup.operator(vertex, elementBytes);
        }
        Count count = VertexCount.of(vertex);
        double weights = (double) vertex.parameters() * elementBytes;
        double moved = moved(vertex);
        double kept = vertex.output().elements() + count.keptElements() + vertex.dataElements();
        return new Operator(
                vertex.name(),
                work(count.weightFlops() + count.productFlops(), weights, moved + count.passes()),
                vertex.backward() == Backward.TO_ARGUMENTS || count.productFlops() > 0 && trained(vertex)
                        ? work(count.weightFlops() + 2 * count.productFlops(), weights, moved + 2 * count.passes())
                        : Work.NONE,
                trained(vertex) ? work(count.weightFlops(), 2 * weights, moved) : Work.NONE,
                weights,
                kept * elementBytes);
    }

    /** What it reads and writes; a preprocessor reads and writes once more. */
    private static double moved(ShapedVertex vertex) {
        boolean laidOut = vertex.vertex() instanceof LayerVertex layer && layer.getPreProcessor() != null;
        double layout =
                laidOut ? vertex.argumentElements() + vertex.layerInput().elements() : 0;
        return vertex.argumentElements() + vertex.output().elements() + layout;
    }

    private static boolean trained(ShapedVertex vertex) {
        return vertex.updates() == Updates.TRAINED;
    }

    private Work work(double flops, double weights, double elements) {
        return new Work.Counted(flops, weights, elements * elementBytes);
    }

    /** The class of a vertex whose count is a guess, as a sentence; empty for others. */
    @Override
    public String assumption(ShapedVertex vertex) {
        boolean guessed = !Lookup.isOne(vertex) && VertexCount.of(vertex).basis() == Basis.ASSUMED;
        return guessed
                ? "vertex \"" + vertex.name() + "\" is a " + Classes.of(vertex)
                        + ", which has no counting rule: each parameter counts two operations per sample and step"
                : "";
    }
}
