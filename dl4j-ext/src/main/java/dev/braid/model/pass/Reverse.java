package dev.braid.model.pass;

import dev.braid.model.graph.BypassSite;
import dev.braid.model.graph.GraphBuilder;
import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.RescaleSite;
import dev.braid.model.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reverse mode: appends to a forward graph that ends in {@link Op.CrossEntropy} the nodes that compute the gradient of
 * every parameter, frozen ones included ({@link Prune} removes what nobody needs).
 */
public final class Reverse {
    private final OpGraph forward;
    private final GraphBuilder builder;
    private final Map<Tensor, Tensor> gradients = new HashMap<>();

    private Reverse(OpGraph forward) {
        this.forward = forward;
        this.builder = new GraphBuilder(forward.nextTensorId());
    }

    /** The forward nodes followed by the gradient nodes. */
    public static OpGraph of(OpGraph forward) {
        Reverse reverse = new Reverse(forward);
        List<Node> nodes = forward.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            reverse.differentiate(nodes.get(i));
        }
        List<Node> all = new ArrayList<>(forward.nodes());
        all.addAll(reverse.builder.nodes());
        return new OpGraph(all, forward.layers());
    }

    private void differentiate(Node node) {
        builder.block(node.block());
        Op op = node.op();
        if (op instanceof Op.CrossEntropy) {
            gradients.put(node.input(0), node.output(0));
            return;
        }
        Tensor dy = gradients.get(node.output(0));
        if (dy == null) {
            return;
        }
        if (op instanceof Op.Linear linear) {
            linear(node, linear, dy);
        } else if (op instanceof Op.RmsNorm norm) {
            norm(node, norm, dy);
        } else if (op instanceof Op.Add) {
            contribute(node.input(0), dy);
            contribute(node.input(1), dy);
        } else if (op instanceof Op.SwiGlu) {
            swiGlu(node, dy);
        } else if (op instanceof Op.Attention attention) {
            attention(node, attention, dy);
        } else if (op instanceof Op.Rope rope) {
            gradients.put(
                    node.input(0), builder.add(new Op.RopeGrad(rope.headDim()), "d" + name(node), dy.width(), dy));
        } else if (op instanceof Op.LoraExpand expand) {
            expand(node, expand.site(), dy);
        } else if (op instanceof Op.LoraShrink shrink) {
            shrink(node, shrink.site(), dy);
        } else if (op instanceof Op.BottleneckExpand expand) {
            expand(node, expand.site(), dy);
        } else if (op instanceof Op.Relu) {
            Tensor x = node.input(0);
            contribute(x, builder.add(new Op.ReluGrad(), "d" + x.name(), x.width(), x, dy));
        } else if (op instanceof Op.Rescale rescale) {
            rescale(node, rescale.site(), dy);
        } else if (op instanceof Op.Dropout dropout) {
            contribute(node.input(0), builder.add(dropout, "d" + name(node), dy.width(), dy));
        } else if (op instanceof Op.Embed embed) {
            builder.add(new Op.EmbedGrad(embed.table()), List.of(dy), List.of());
        } else {
            throw new IllegalArgumentException("no backward rule for " + op);
        }
    }

    private void linear(Node node, Op.Linear linear, Tensor dy) {
        Tensor x = node.input(0);
        builder.add(new Op.LinearGradWeight(linear.weight()), List.of(dy, x), List.of());
        linear.bias().ifPresent(bias -> builder.add(new Op.LinearGradBias(bias), List.of(dy), List.of()));
        Tensor before = gradients.get(x);
        Tensor dx = before == null
                ? builder.add(new Op.LinearGradInput(linear.weight()), "d" + x.name(), x.width(), dy)
                : builder.add(new Op.LinearGradInputAdd(linear.weight()), "d" + x.name(), x.width(), before, dy);
        gradients.put(x, dx);
    }

    private void norm(Node node, Op.RmsNorm norm, Tensor dy) {
        Tensor x = node.input(0);
        builder.add(new Op.RmsNormGradWeight(norm.weight(), norm.epsilon()), List.of(x, dy), List.of());
        Op op = new Op.RmsNormGradInput(norm.weight(), norm.epsilon());
        contribute(x, builder.add(op, "d" + x.name(), x.width(), x, dy));
    }

    private void swiGlu(Node node, Tensor dy) {
        Tensor gate = node.input(0);
        Tensor up = node.input(1);
        Tensor dGate = builder.tensor("d" + gate.name(), gate.width());
        Tensor dUp = builder.tensor("d" + up.name(), up.width());
        builder.add(new Op.SwiGluGrad(), List.of(gate, up, dy), List.of(dGate, dUp));
        contribute(gate, dGate);
        contribute(up, dUp);
    }

    private void attention(Node node, Op.Attention op, Tensor dOut) {
        Tensor q = node.input(0);
        Tensor k = node.input(1);
        Tensor v = node.input(2);
        Tensor dq = builder.tensor("d" + q.name(), q.width());
        Tensor dk = builder.tensor("d" + k.name(), k.width());
        Tensor dv = builder.tensor("d" + v.name(), v.width());
        builder.add(
                new Op.AttentionGrad(op.layer(), op.heads(), op.kvHeads(), op.headDim()),
                List.of(q, node.output(1), dOut),
                List.of(dq, dk, dv));
        contribute(q, dq);
        contribute(k, dk);
        contribute(v, dv);
    }

    private void expand(Node node, BypassSite site, Tensor dy) {
        Tensor y = node.input(0);
        Tensor u = node.input(1);
        gradients.put(y, dy);
        if (site.trained().isPresent()) {
            builder.add(new Op.LoraExpandGradWeight(site), List.of(dy, u), List.of());
            gradients.put(u, builder.add(new Op.LoraExpandGradInput(site), "d" + u.name(), u.width(), dy));
        }
    }

    private void shrink(Node node, BypassSite site, Tensor du) {
        Tensor x = node.input(0);
        builder.add(new Op.LoraShrinkGradWeight(site), List.of(du, x), List.of());
        Tensor before = gradients.get(x);
        if (site.form() == BypassSite.Form.BOTTLENECK) {
            // What is there is the gradient of the sum behind x, which others read.
            Tensor zero = builder.add(new Op.Zero(), "zero", x.width());
            contribute(x, builder.add(new Op.LoraShrinkGradInput(site), "d" + x.name(), x.width(), zero, du));
            return;
        }
        if (before == null) {
            before = builder.add(new Op.Zero(), "zero", x.width());
        }
        gradients.put(x, builder.add(new Op.LoraShrinkGradInput(site), "d" + x.name(), x.width(), before, du));
    }

    private void rescale(Node node, RescaleSite site, Tensor dy) {
        Tensor x = node.input(0);
        if (site.trained().isEmpty()) {
            contribute(x, dy);
            return;
        }
        builder.add(new Op.RescaleGradVector(site), List.of(dy, x), List.of());
        contribute(x, builder.add(new Op.RescaleGradInput(site), "d" + x.name(), x.width(), dy));
    }

    private void contribute(Tensor tensor, Tensor gradient) {
        Tensor before = gradients.get(tensor);
        gradients.put(
                tensor,
                before == null
                        ? gradient
                        : builder.add(new Op.Add(), "d" + tensor.name(), tensor.width(), before, gradient));
    }

    private static String name(Node node) {
        return node.input(0).name();
    }
}
