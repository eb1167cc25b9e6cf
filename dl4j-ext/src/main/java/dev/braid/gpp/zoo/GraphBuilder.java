package dev.braid.gpp.zoo;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Puts layers together to a graph. Each method adds operators and gives the tensor that the last of them writes. */
final class GraphBuilder {
    private final List<Operator> operators = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final int width;

    /** @param width bytes of an element */
    GraphBuilder(int width) {
        this.width = width;
    }

    CostGraph build() {
        return new CostGraph(operators, edges);
    }

    /** Layers of attention and a feed-forward pair, with residuals, over {@code [sequence, hidden]}. */
    Tensor transformer(String name, int layers, TransformerShape shape) {
        Tensor tensor = Tensor.data((long) shape.sequence() * shape.hidden());
        for (int layer = 0; layer < layers; layer++) {
            tensor = transformerLayer(name + "layer" + layer + ".", shape, tensor);
        }
        return tensor;
    }

    /** A language model: its embedding, so many blocks, a norm, and a head without bias. */
    Tensor decoder(DecoderLayer block, int layers, int vocabulary) {
        long sequence = block.sequence();
        long tokens = sequence * block.hidden();
        EmbeddingBag rows = new EmbeddingBag(vocabulary, (int) block.hidden(), sequence, width);
        Tensor tensor = add(rows.lookup("embedding"), tokens);
        for (int layer = 0; layer < layers; layer++) {
            tensor = add(block.operator("layer" + layer), tokens, tensor);
        }
        double gain = (double) block.hidden() * width;
        Work norm = new Work.Counted(0, gain, 2.0 * tokens * width);
        tensor = add(new Operator("norm", norm, norm, norm, gain, (double) tokens * width), tokens, tensor);
        double weights = (double) block.hidden() * vocabulary;
        Work product =
                new Work.Counted(2 * weights * sequence, weights * width, (tokens + sequence * vocabulary) * width);
        Operator head = new Operator(
                "head", product, product, product, weights * width, (double) sequence * vocabulary * width);
        return add(head, sequence * vocabulary, tensor);
    }

    private Tensor transformerLayer(String name, TransformerShape shape, Tensor input) {
        Attention attention = new Attention(shape.sequence(), shape.hidden(), shape.heads(), width, input.origin());
        Tensor attended = add(attention.operator(name + "attention"), input.elements(), input);
        Linear up =
                new Linear(shape.hidden(), shape.ffn(), shape.sequence(), width, EnumSet.of(Trait.NORM, Trait.RELU));
        Tensor wide = add(up.operator(name + "linear1"), (long) shape.sequence() * shape.ffn(), attended);
        Linear down = new Linear(shape.ffn(), shape.hidden(), shape.sequence(), width, EnumSet.of(Trait.RESIDUAL));
        return add(down.operator(name + "linear2"), input.elements(), wide, attended);
    }

    /** Layers of a matrix product and a ReLU, of {@code hidden} features each. */
    Tensor feedForward(String name, int layers, int hidden, Tensor input) {
        Tensor tensor = input;
        for (int layer = 0; layer < layers; layer++) {
            tensor = linear(name + "linear" + layer, hidden, tensor, EnumSet.of(Trait.RELU));
        }
        return tensor;
    }

    /** One matrix product over all features. */
    Tensor linear(String id, int out, Tensor input) {
        return linear(id, out, input, EnumSet.noneOf(Trait.class));
    }

    private Tensor linear(String id, int out, Tensor input, Set<Trait> traits) {
        Set<Trait> all = EnumSet.noneOf(Trait.class);
        all.addAll(traits);
        if (input.origin() == Tensor.Origin.DATA) {
            all.add(Trait.FROM_DATA);
        }
        return add(new Linear(input.elements(), out, 1, width, all).operator(id), out, input);
    }

    Tensor embeddingBag(String id, long rows, int columns, int bag) {
        return add(new EmbeddingBag(rows, columns, bag, width).operator(id), columns);
    }

    /** Copies tensors one behind the other; backward copies the gradient apart again. */
    Tensor concat(String id, List<Tensor> parts) {
        long elements = parts.stream().mapToLong(Tensor::elements).sum();
        Work copy = new Work.Counted(0, 0, 2.0 * elements * width);
        Operator operator = new Operator(id, copy, copy, Work.NONE, 0, (double) elements * width);
        return add(operator, elements, parts.toArray(Tensor[]::new));
    }

    private Tensor add(Operator operator, long elements, Tensor... inputs) {
        operators.add(operator);
        for (Tensor input : inputs) {
            if (input.origin() == Tensor.Origin.OPERATOR) {
                edges.add(new Edge(input.producer(), operator.id(), (double) input.elements() * width));
            }
        }
        return Tensor.of(operator.id(), elements);
    }
}
