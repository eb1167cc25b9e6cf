package dev.braid.model.pass;

import dev.braid.model.graph.GraphBuilder;
import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Replaces forward tensors that backward reads by the operators that compute them again from what is saved, on the same
 * rows and by the same kernels, so that no bit changes. Elementwise operators are done again wherever that saves
 * memory; matrix products where they save the most elements for an operation, while all that is done again stays within
 * a share of the step's arithmetic.
 *
 * <p>What to save is a minimum cut ({@link SavedSet}) for each price of an operation; the lowest price that keeps
 * within the share wins.
 *
 * @param share of the operations of a step without attention's own products, from 0 to 1
 */
public record Rematerialise(double share) {
    /** The share that compiling allows unless it is told otherwise. */
    public static final double DEFAULT_SHARE = 0.05;

    /** Prices, in elements for an operation, at which nothing and everything that pays is done again. */
    private static final double HIGHEST_PRICE = 1;

    private static final double LOWEST_PRICE = 0x1p-30;

    public Rematerialise {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share of recomputed arithmetic is " + share + ", must be from 0 to 1");
        }
    }

    /**
     * The training graph with operators done again.
     *
     * @param forward the graph without loss and gradients
     * @param training {@code forward} with the loss, differentiated and pruned
     */
    public OpGraph apply(OpGraph forward, OpGraph training) {
        Set<Tensor> wanted = savedBy(forward, training);
        return chainEnds(forward)
                .map(fixed -> cheapest(forward, training, new SavedSet.Finder(forward, wanted, fixed)))
                .min(Comparator.comparingLong(graph -> elements(savedBy(forward, graph))))
                .orElseThrow();
    }

    /**
     * The sums of a residual stream that must not be done again: the first of each block, or the last. Without one of
     * them fixed, a stream could be summed up again from the first layer on, for every layer.
     */
    private static Stream<Predicate<Node>> chainEnds(OpGraph forward) {
        Map<Tensor, Integer> blocks = new HashMap<>();
        Set<Tensor> crossing = new HashSet<>();
        for (Node node : forward.nodes()) {
            node.outputs().forEach(output -> blocks.put(output, node.block()));
            node.inputs().stream()
                    .filter(input -> blocks.get(input) != node.block())
                    .forEach(crossing::add);
        }
        return Stream.of(
                node -> isSum(node) && node.inputs().stream().anyMatch(t -> blocks.get(t) != node.block()),
                node -> isSum(node) && crossing.contains(node.output(0)));
    }

    private static boolean isSum(Node node) {
        return node.op() instanceof Op.Add;
    }

    /** The forward tensors below the head that a training graph's own nodes read. */
    public static Set<Tensor> savedBy(OpGraph forward, OpGraph training) {
        Set<Tensor> produced = new HashSet<>();
        forward.nodes().stream()
                .filter(node -> node.block() < forward.head())
                .forEach(node -> produced.addAll(node.outputs()));
        Set<Tensor> read = new HashSet<>();
        trainingNodes(forward, training).forEach(node -> read.addAll(node.inputs()));
        read.retainAll(produced);
        return read;
    }

    /** The nodes of a training graph that are not the forward pass over the layers. */
    public static List<Node> trainingNodes(OpGraph forward, OpGraph training) {
        Set<Node> known = new HashSet<>(forward.nodes());
        return training.nodes().stream()
                .filter(node -> node.block() == forward.head() || !known.contains(node))
                .toList();
    }

    private static long elements(Set<Tensor> tensors) {
        return tensors.stream().mapToLong(Tensor::width).sum();
    }

    private OpGraph cheapest(OpGraph forward, OpGraph training, SavedSet.Finder finder) {
        long step = Arithmetic.perToken(training.nodes());
        long most = (long) (share * step);
        long allowed = most;
        while (true) {
            SavedSet set = within(allowed, finder);
            OpGraph graph = rewritten(forward, training, set);
            if (Arithmetic.perToken(graph.nodes()) - step <= most || set.pricedCost() == 0) {
                return graph;
            }
            // A tensor that two blocks read is computed in both.
            allowed = set.operations() - 1;
        }
    }

    /**
     * The best set of at most so many operations. Costs of sets are lines over the price, and the best sets make their
     * lower envelope: where the lines of two of them meet there is a better one, or none between them.
     */
    private static SavedSet within(long operations, SavedSet.Finder finder) {
        SavedSet more = finder.at(LOWEST_PRICE);
        SavedSet less = finder.at(HIGHEST_PRICE);
        while (more.operations() > operations && less.pricedCost() < more.pricedCost()) {
            double meeting = (less.fixedCost() - more.fixedCost()) / (more.pricedCost() - less.pricedCost());
            SavedSet between = finder.at(meeting);
            if (between.pricedCost() <= less.pricedCost() || between.pricedCost() >= more.pricedCost()) {
                return less;
            }
            if (between.operations() <= operations) {
                less = between;
            } else {
                more = between;
            }
        }
        return more.operations() <= operations ? more : less;
    }

    private static OpGraph rewritten(OpGraph forward, OpGraph training, SavedSet set) {
        return new OpGraph(new Rewrite(forward, training, set.recomputed()).nodes(), forward.layers());
    }

    /** Puts the operators that are done again before the first node of each block that reads their result. */
    private static final class Rewrite {
        private final OpGraph training;
        private final Set<Node> own;
        private final Set<Tensor> recomputed;
        private final Map<Tensor, Node> producers = new HashMap<>();
        private final GraphBuilder builder;
        private final List<Node> nodes = new ArrayList<>();
        /** Copies of forward tensors in the block at work. */
        private final Map<Tensor, Tensor> copies = new HashMap<>();

        Rewrite(OpGraph forward, OpGraph training, Set<Tensor> recomputed) {
            this.training = training;
            this.own = new HashSet<>(trainingNodes(forward, training));
            this.recomputed = recomputed;
            this.builder = new GraphBuilder(training.nextTensorId());
            forward.nodes().forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
        }

        List<Node> nodes() {
            int block = Node.EMBEDDING - 1;
            for (Node node : training.nodes()) {
                if (!own.contains(node)) {
                    nodes.add(node);
                    continue;
                }
                if (node.block() != block) {
                    copies.clear();
                    block = node.block();
                }
                nodes.add(new Node(node.op(), inputs(node, block), node.outputs(), block));
            }
            return nodes;
        }

        private List<Tensor> inputs(Node node, int block) {
            return node.inputs().stream().map(input -> available(input, block)).toList();
        }

        private Tensor available(Tensor tensor, int block) {
            if (!recomputed.contains(tensor)) {
                return tensor;
            }
            Tensor copy = copies.get(tensor);
            return copy == null ? computed(tensor, block) : copy;
        }

        private Tensor computed(Tensor tensor, int block) {
            Node producer = producers.get(tensor);
            List<Tensor> inputs = inputs(producer, block);
            Tensor copy = builder.tensor(tensor.name() + ".again", tensor.width());
            nodes.add(new Node(producer.op(), inputs, List.of(copy), block));
            copies.put(tensor, copy);
            if (producer.op().aliasing() == Op.Aliasing.IN_PLACE) {
                copies.remove(producer.input(0));
            }
            return copy;
        }
    }
}
