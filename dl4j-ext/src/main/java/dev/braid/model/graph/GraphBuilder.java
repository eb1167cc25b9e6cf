package dev.braid.model.graph;

import java.util.ArrayList;
import java.util.List;

/** Collects the nodes of a graph block by block and numbers their tensors. */
public final class GraphBuilder {
    private final List<Node> nodes = new ArrayList<>();
    private int nextTensor;
    private int block;

    public GraphBuilder() {
        this(0);
    }

    /** Numbers tensors from {@code firstTensor}. */
    public GraphBuilder(int firstTensor) {
        this.nextTensor = firstTensor;
    }

    /** The block of the nodes that follow. */
    public GraphBuilder block(int number) {
        block = number;
        return this;
    }

    public Tensor tensor(String name, int width) {
        return new Tensor(nextTensor++, name, width);
    }

    /** Adds a node with one output. */
    public Tensor add(Op op, String name, int width, Tensor... inputs) {
        Tensor output = tensor(name, width);
        nodes.add(new Node(op, List.of(inputs), List.of(output), block));
        return output;
    }

    /** Adds a node with any number of outputs, made by {@link #tensor}. */
    public void add(Op op, List<Tensor> inputs, List<Tensor> outputs) {
        nodes.add(new Node(op, inputs, outputs, block));
    }

    public List<Node> nodes() {
        return List.copyOf(nodes);
    }
}
