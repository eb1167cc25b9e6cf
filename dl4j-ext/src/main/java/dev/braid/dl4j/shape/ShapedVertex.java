package dev.braid.dl4j.shape;

import java.util.List;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

/**
 * A vertex with the shapes of what it reads and writes.
 *
 * @param reads names, in the order of the arguments
 * @param arguments their shapes
 * @param layerInput what its layer reads, after the preprocessor; the first argument of a vertex without a layer
 * @param dataElements of what it reads from the network's inputs
 * @param parameters a number, not bytes
 */
public record ShapedVertex(
        String name,
        GraphVertex vertex,
        List<String> reads,
        List<TensorShape> arguments,
        TensorShape layerInput,
        TensorShape output,
        Backward backward,
        double dataElements,
        long parameters,
        Updates updates) {
    public ShapedVertex {
        reads = List.copyOf(reads);
        arguments = List.copyOf(arguments);
    }

    /** How far the gradient goes back. */
    public enum Backward {
        /** Something it reads comes from weights that are trained. */
        TO_ARGUMENTS,
        /** It trains weights and nothing that it reads comes from any. */
        TO_WEIGHTS,
        /** Neither it nor what it reads is trained. */
        NONE
    }

    public double argumentElements() {
        return arguments.stream().mapToDouble(TensorShape::elements).sum();
    }
}
