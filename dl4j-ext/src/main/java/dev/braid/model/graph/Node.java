package dev.braid.model.graph;

import java.util.List;

/**
 * One operator of a graph.
 *
 * @param block the part of the model that it belongs to: {@link #EMBEDDING}, a decoder layer from 0, or the head, which
 *     is numbered one past the last layer
 */
public record Node(Op op, List<Tensor> inputs, List<Tensor> outputs, int block) {
    /** The block of the token embedding. */
    public static final int EMBEDDING = -1;

    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    public Tensor input(int index) {
        return inputs.get(index);
    }

    public Tensor output(int index) {
        return outputs.get(index);
    }
}
