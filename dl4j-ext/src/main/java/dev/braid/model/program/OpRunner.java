package dev.braid.model.program;

import dev.braid.model.graph.BypassSite;
import dev.braid.model.graph.Op;
import dev.braid.ops.Kernels;
import dev.braid.ops.activation.Dropout;
import dev.braid.ops.attention.AttentionRows;
import dev.braid.ops.attention.KvPool;
import dev.braid.ops.device.Stream;
import dev.braid.ops.linear.Linear;
import dev.braid.ops.lora.LoraWeights;
import dev.braid.ops.loss.CrossEntropy;
import dev.braid.ops.memory.Matrix;

/** Turns instructions into calls of gpu-ops on one stream. */
final class OpRunner {
    private final Kernels kernels;
    private final Stream stream;
    private ModelWeights weights;
    private final AdapterBank adapters;
    private final KvPool kv;
    private Gradients gradients;
    private CrossEntropy.Gradient lossGradient = CrossEntropy.Gradient.IN_PLACE;
    private long dropoutSeed;
    private int trainedSlot = -1;

    OpRunner(Kernels kernels, Stream stream, ModelWeights weights, AdapterBank adapters, KvPool kv) {
        this.kernels = kernels;
        this.stream = stream;
        this.weights = weights;
        this.adapters = adapters;
        this.kv = kv;
    }

    void use(ModelWeights other) {
        weights = other;
    }

    /** Which adapter slot gradients belong to, the seed of the dropout masks, and where gradients are summed. */
    void train(int slot, long seed, Gradients sums) {
        gradients = sums;
        trainedSlot = slot;
        dropoutSeed = seed;
    }

    void lossGradient(CrossEntropy.Gradient gradient) {
        lossGradient = gradient;
    }

    void run(Instruction.Compute step, Frame frame) {
        Call call = new Call(step, frame);
        if (!forward(step.op(), call) && !backward(step.op(), call)) {
            throw new IllegalStateException("no kernel for " + step.op());
        }
    }

    /** One instruction's operands. */
    private record Call(Instruction.Compute step, Frame frame) {
        Matrix in(int index) {
            return frame.at(step.inputs().get(index));
        }

        Matrix out(int index) {
            return frame.at(step.outputs().get(index));
        }

        Matrix wholeOut(int index) {
            return frame.whole(step.outputs().get(index));
        }

        Rows rows() {
            return frame.rows();
        }
    }

    private boolean forward(Op op, Call call) {
        Rows rows = call.rows();
        if (op instanceof Op.Embed embed) {
            kernels.embedding().forward(stream, rows.id(), weights.plain(embed.table()), call.out(0));
        } else if (op instanceof Op.RmsNorm norm) {
            kernels.rmsNorm().forward(stream, call.in(0), weights.plain(norm.weight()), norm.epsilon(), call.out(0));
        } else if (op instanceof Op.Linear linear) {
            Matrix bias = linear.bias().map(weights::plain).orElse(null);
            kernels.linear().forward(stream, call.in(0), weights.linear(linear.weight()), bias, call.out(0));
        } else if (op instanceof Op.Rope rope) {
            kernels.rope().rotate(stream, call.in(0), rope.headDim(), weights.rotary(), rows.rotary());
        } else if (op instanceof Op.Attention attention) {
            attention(attention, call);
        } else if (op instanceof Op.SwiGlu) {
            kernels.swiGlu().forward(stream, call.in(0), call.in(1), call.out(0));
        } else if (op instanceof Op.Add) {
            kernels.pointwise().add(stream, call.in(0), call.in(1), call.out(0));
        } else if (op instanceof Op.Dropout dropout) {
            Dropout.Mask mask = new Dropout.Mask(dropoutSeed, dropout.site(), dropout.probability());
            kernels.dropout()
                    .apply(
                            stream,
                            call.in(0),
                            mask,
                            rows.sample(),
                            rows.attention().position(),
                            call.out(0));
        } else if (op instanceof Op.LoraShrink shrink) {
            kernels.lora().shrink(stream, call.in(0), rows.adapter(), adapters.at(shrink.site()), call.out(0));
        } else if (op instanceof Op.LoraExpand expand) {
            kernels.lora().expand(stream, call.in(1), rows.adapter(), adapters.at(expand.site()), call.out(0));
        } else if (op instanceof Op.BottleneckExpand expand) {
            kernels.pointwise().copy(stream, call.in(0), call.out(0));
            kernels.lora().expand(stream, call.in(1), rows.adapter(), adapters.at(expand.site()), call.out(0));
        } else if (op instanceof Op.Relu) {
            kernels.relu().forward(stream, call.in(0), call.out(0));
        } else if (op instanceof Op.Rescale rescale) {
            kernels.rescale().forward(stream, call.in(0), rows.adapter(), adapters.at(rescale.site()), call.out(0));
        } else if (op instanceof Op.CrossEntropy) {
            kernels.crossEntropy().apply(stream, call.in(0), rows.label(), call.out(1), lossGradient);
        } else {
            return false;
        }
        return true;
    }

    private void attention(Op.Attention op, Call call) {
        Rows rows = call.rows();
        AttentionRows at = rows.attention();
        kernels.attention().append(stream, kv, op.layer(), rows.tables(), at, call.in(1), call.in(2));
        kernels.attention().forward(stream, kv, op.layer(), rows.tables(), at, call.in(0), call.out(0), call.out(1));
    }

    private boolean backward(Op op, Call call) {
        Rows rows = call.rows();
        if (op instanceof Op.LinearGradInput linear) {
            kernels.linear()
                    .gradInput(
                            stream, call.in(0), weights.linear(linear.weight()), call.out(0), Linear.Write.OVERWRITE);
        } else if (op instanceof Op.LinearGradInputAdd linear) {
            kernels.linear()
                    .gradInput(stream, call.in(1), weights.linear(linear.weight()), call.out(0), Linear.Write.ADD);
        } else if (op instanceof Op.LinearGradWeight linear) {
            kernels.linear().gradWeight(stream, call.in(0), call.in(1), gradients.of(linear.weight()));
        } else if (op instanceof Op.LinearGradBias linear) {
            kernels.linear().gradBias(stream, call.in(0), gradients.of(linear.bias()));
        } else if (op instanceof Op.RmsNormGradInput norm) {
            kernels.rmsNorm()
                    .gradInput(
                            stream, call.in(0), weights.plain(norm.weight()), norm.epsilon(), call.in(1), call.out(0));
        } else if (op instanceof Op.RmsNormGradWeight norm) {
            kernels.rmsNorm().gradWeight(stream, call.in(0), norm.epsilon(), call.in(1), gradients.of(norm.weight()));
        } else if (op instanceof Op.RopeGrad rope) {
            kernels.rope().rotateBack(stream, call.in(0), rope.headDim(), weights.rotary(), rows.rotary());
        } else if (op instanceof Op.AttentionGrad attention) {
            kernels.attention()
                    .backward(
                            stream,
                            kv,
                            attention.layer(),
                            rows.tables(),
                            rows.attention(),
                            call.in(0),
                            call.in(1),
                            call.in(2),
                            call.out(0),
                            call.wholeOut(1),
                            call.wholeOut(2));
        } else if (op instanceof Op.SwiGluGrad) {
            kernels.swiGlu().backward(stream, call.in(0), call.in(1), call.in(2), call.out(0), call.out(1));
        } else if (op instanceof Op.EmbedGrad embed) {
            kernels.embedding().gradTable(stream, rows.id(), call.in(0), gradients.of(embed.table()));
        } else if (op instanceof Op.Zero) {
            kernels.pointwise().fill(stream, call.out(0), 0);
        } else {
            return bypassBackward(op, call);
        }
        return true;
    }

    private boolean bypassBackward(Op op, Call call) {
        if (op instanceof Op.LoraExpandGradInput expand) {
            kernels.lora().expandGradInput(stream, call.in(0), trained(expand.site()), call.out(0));
        } else if (op instanceof Op.LoraExpandGradWeight expand) {
            Matrix db = gradients.of(expand.gradientOf().orElseThrow());
            kernels.lora().expandGradWeight(stream, call.in(0), call.in(1), trained(expand.site()), db);
        } else if (op instanceof Op.LoraShrinkGradInput shrink) {
            kernels.lora().shrinkGradInput(stream, call.in(1), trained(shrink.site()), call.out(0));
        } else if (op instanceof Op.LoraShrinkGradWeight shrink) {
            Matrix da = gradients.of(shrink.gradientOf().orElseThrow());
            kernels.lora().shrinkGradWeight(stream, call.in(0), call.in(1), trained(shrink.site()), da);
        } else if (op instanceof Op.ReluGrad) {
            kernels.relu().backward(stream, call.in(0), call.in(1), call.out(0));
        } else if (op instanceof Op.RescaleGradInput rescale) {
            Matrix vector = adapters.at(rescale.site()).get(trainedSlot);
            kernels.rescale().gradInput(stream, call.in(0), vector, call.out(0));
        } else if (op instanceof Op.RescaleGradVector rescale) {
            Matrix dl = gradients.of(rescale.gradientOf().orElseThrow());
            kernels.rescale().gradVector(stream, call.in(0), call.in(1), dl);
        } else {
            return false;
        }
        return true;
    }

    private LoraWeights trained(BypassSite site) {
        return adapters.at(site).get(trainedSlot);
    }
}
