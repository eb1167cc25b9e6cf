package dev.braid.model.decoder;

import dev.braid.model.files.DecoderTensors;
import dev.braid.model.files.LinearModule;
import dev.braid.model.files.ModelConfig;
import dev.braid.model.graph.GraphBuilder;
import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Param;
import dev.braid.model.graph.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds the operator graph of a decoder from its configuration. */
public final class DecoderGraph {
    private final ModelConfig config;
    private final Map<String, Param> params;
    private final GraphBuilder graph = new GraphBuilder();

    private DecoderGraph(ModelConfig config) {
        this.config = config;
        this.params = params(config);
    }

    /** The parameters of the base model by name; vectors are {@code [1, n]}. */
    public static Map<String, Param> params(ModelConfig config) {
        Map<String, Param> params = new LinkedHashMap<>();
        DecoderTensors.of(config).shapes().forEach((name, shape) -> {
            int cols = shape.get(shape.size() - 1);
            params.put(name, new Param(name, shape.size() == 1 ? 1 : shape.get(0), cols));
        });
        return params;
    }

    /** From token ids to logits. */
    public static OpGraph forward(ModelConfig config) {
        DecoderGraph decoder = new DecoderGraph(config);
        Tensor x = decoder.embedding();
        for (int layer = 0; layer < config.layers(); layer++) {
            x = decoder.layer(layer, x);
        }
        decoder.head(x);
        return new OpGraph(decoder.graph.nodes(), config.layers());
    }

    /** The graph with the training loss behind its logits. */
    public static OpGraph withLoss(OpGraph forward) {
        GraphBuilder loss = new GraphBuilder(forward.nextTensorId()).block(forward.head());
        Tensor logits = forward.nodes().get(forward.nodes().size() - 1).output(0);
        Tensor gradient = loss.tensor("dlogits", logits.width());
        loss.add(new Op.CrossEntropy(), List.of(logits), List.of(gradient, loss.tensor("nll", 1)));
        List<Node> nodes = new ArrayList<>(forward.nodes());
        nodes.addAll(loss.nodes());
        return new OpGraph(nodes, forward.layers());
    }

    private Tensor embedding() {
        graph.block(Node.EMBEDDING);
        return graph.add(new Op.Embed(params.get(DecoderTensors.EMBEDDING)), "embedded", config.hidden());
    }

    private Tensor layer(int layer, Tensor x) {
        graph.block(layer);
        Tensor normed = norm(DecoderTensors.inputNorm(layer), "attention.in", x);
        Tensor attended = linear(layer, LinearModule.O, "attention.out", attention(layer, normed));
        Tensor middle = graph.add(new Op.Add(), "residual.middle", config.hidden(), x, attended);
        Tensor mlpIn = norm(DecoderTensors.postAttentionNorm(layer), "mlp.in", middle);
        Tensor gate = linear(layer, LinearModule.GATE, "gate", mlpIn);
        Tensor up = linear(layer, LinearModule.UP, "up", mlpIn);
        Tensor gated = graph.add(new Op.SwiGlu(), "gated", config.intermediate(), gate, up);
        Tensor down = linear(layer, LinearModule.DOWN, "down", gated);
        return graph.add(new Op.Add(), "residual", config.hidden(), middle, down);
    }

    private Tensor attention(int layer, Tensor normed) {
        Tensor q = linear(layer, LinearModule.Q, "q", normed);
        Tensor k = linear(layer, LinearModule.K, "k", normed);
        Tensor v = linear(layer, LinearModule.V, "v", normed);
        if (config.hasQkNorm()) {
            q = norm(DecoderTensors.queryNorm(layer), "q.normed", q);
            k = norm(DecoderTensors.keyNorm(layer), "k.normed", k);
        }
        Op rope = new Op.Rope(config.headDim());
        q = graph.add(rope, "q.rotated", q.width(), q);
        k = graph.add(rope, "k.rotated", k.width(), k);
        Tensor out = graph.tensor("attended", q.width());
        Tensor lse = graph.tensor("lse", config.heads());
        int window = config.slidingWindow().orElse(Op.Attention.UNLIMITED);
        graph.add(
                new Op.Attention(layer, config.heads(), config.kvHeads(), config.headDim(), window),
                List.of(q, k, v),
                List.of(out, lse));
        return out;
    }

    private void head(Tensor x) {
        graph.block(config.layers());
        Tensor normed = norm(DecoderTensors.FINAL_NORM, "head.in", x);
        String name = config.tied() ? DecoderTensors.EMBEDDING : DecoderTensors.LM_HEAD;
        graph.add(new Op.Linear(params.get(name), Optional.empty()), "logits", config.vocabSize(), normed);
    }

    private Tensor norm(String weight, String name, Tensor x) {
        return graph.add(new Op.RmsNorm(params.get(weight), (float) config.normEps()), name, x.width(), x);
    }

    private Tensor linear(int layer, LinearModule module, String name, Tensor x) {
        Param weight = params.get(DecoderTensors.weight(layer, module));
        Optional<Param> bias = Optional.ofNullable(params.get(DecoderTensors.bias(layer, module)));
        return graph.add(new Op.Linear(weight, bias), name, weight.rows(), x);
    }
}
