package dev.braid.model.pass;

import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Param;
import dev.braid.model.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes dead gradients: keeps the loss, the gradients of trainable parameters, and what these depend on. A frozen
 * weight's gradient goes, then its producers that nobody else reads, then the input gradients below the lowest
 * trainable operator.
 */
public final class Prune {
    private Prune() {}

    /** Nodes run after what they read, so one sweep from the end reaches the fixpoint. */
    public static OpGraph of(OpGraph graph, Set<Param> trainable) {
        List<Node> kept = new ArrayList<>();
        Set<Tensor> needed = new HashSet<>();
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (isLive(node, needed, trainable)) {
                kept.add(node);
                needed.addAll(node.inputs());
            }
        }
        Collections.reverse(kept);
        return new OpGraph(kept, graph.layers());
    }

    private static boolean isLive(Node node, Set<Tensor> needed, Set<Param> trainable) {
        return node.op() instanceof Op.CrossEntropy
                || node.op().gradientOf().filter(trainable::contains).isPresent()
                || node.outputs().stream().anyMatch(needed::contains);
    }
}
