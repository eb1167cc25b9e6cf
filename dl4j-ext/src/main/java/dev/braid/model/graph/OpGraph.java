package dev.braid.model.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Nodes in an order in which they can run: every tensor is produced once, before it is read, and not read again after
 * a node has overwritten it in place.
 *
 * @param layers number of decoder layers; the head is block {@code layers}
 */
public record OpGraph(List<Node> nodes, int layers) {
    public OpGraph {
        nodes = List.copyOf(nodes);
        requireRunnable(nodes);
    }

    /** The number of the head's block. */
    public int head() {
        return layers;
    }

    /** An id that no tensor of this graph has. */
    public int nextTensorId() {
        return 1
                + nodes.stream()
                        .flatMap(node -> node.outputs().stream())
                        .mapToInt(Tensor::id)
                        .max()
                        .orElse(-1);
    }

    private static void requireRunnable(List<Node> nodes) {
        Set<Tensor> alive = new HashSet<>();
        Set<Integer> produced = new HashSet<>();
        for (Node node : nodes) {
            for (Tensor input : node.inputs()) {
                if (!alive.contains(input)) {
                    throw new IllegalArgumentException("node " + node.op() + " of block " + node.block() + " reads "
                            + input + ", which was not produced before or was overwritten in place");
                }
            }
            if (node.op().aliasing() == Op.Aliasing.IN_PLACE) {
                alive.remove(node.input(0));
            }
            for (Tensor output : node.outputs()) {
                if (!produced.add(output.id())) {
                    throw new IllegalArgumentException("tensor " + output + " is produced twice");
                }
                alive.add(output);
            }
        }
    }
}
