package dev.braid.model.pass;

import dev.braid.model.graph.BypassSite;
import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.Param;
import java.util.Collection;

/**
 * Floating-point operations of operators on one token; a multiplication with an addition counts as two. The products
 * of attention depend on the length of the sequence and are left out, so that shares of a step's arithmetic are upper
 * bounds.
 */
public final class Arithmetic {
    private static final long NORM = 4;
    private static final long SWIGLU = 8;
    private static final long ROPE = 3;
    private static final long DROPOUT = 2;

    /** What computing an operator again means. */
    enum Effort {
        /** Each element from a few others. */
        CHEAP,
        /** A product with a matrix. */
        MATRIX,
        /** Needs what only the forward pass has. */
        IMPOSSIBLE
    }

    private Arithmetic() {}

    static Effort effort(Op op) {
        boolean matrix = op instanceof Op.Linear
                || op instanceof Op.LoraShrink
                || op instanceof Op.LoraExpand
                || op instanceof Op.BottleneckExpand;
        if (matrix) {
            return Effort.MATRIX;
        }
        boolean cheap = op instanceof Op.Embed
                || op instanceof Op.RmsNorm
                || op instanceof Op.Rope
                || op instanceof Op.SwiGlu
                || op instanceof Op.Add
                || op instanceof Op.Relu
                || op instanceof Op.Rescale
                || op instanceof Op.Dropout;
        return cheap ? Effort.CHEAP : Effort.IMPOSSIBLE;
    }

    /** Operations of all nodes together. */
    public static long perToken(Collection<Node> nodes) {
        return nodes.stream().mapToLong(Arithmetic::perToken).sum();
    }

    static long perToken(Node node) {
        Op op = node.op();
        long width = node.outputs().isEmpty()
                ? node.inputs().get(0).width()
                : node.output(0).width();
        if (op instanceof Op.Linear linear) {
            return product(linear.weight());
        } else if (op instanceof Op.LinearGradInput linear) {
            return product(linear.weight());
        } else if (op instanceof Op.LinearGradInputAdd linear) {
            return product(linear.weight());
        } else if (op instanceof Op.LinearGradWeight linear) {
            return product(linear.weight());
        } else if (op instanceof Op.RmsNorm
                || op instanceof Op.RmsNormGradInput
                || op instanceof Op.RmsNormGradWeight) {
            return NORM * width;
        } else if (op instanceof Op.SwiGlu || op instanceof Op.SwiGluGrad) {
            return SWIGLU * width;
        } else if (op instanceof Op.Rope || op instanceof Op.RopeGrad) {
            return ROPE * width;
        } else if (op instanceof Op.Dropout) {
            return DROPOUT * width;
        } else if (op instanceof Op.Embed || op instanceof Op.Zero || op instanceof Op.Attention) {
            return 0;
        }
        return bypass(op, width);
    }

    private static long bypass(Op op, long width) {
        if (op instanceof Op.LoraShrink shrink) {
            return shrink(shrink.site());
        } else if (op instanceof Op.LoraShrinkGradInput shrink) {
            return shrink(shrink.site());
        } else if (op instanceof Op.LoraShrinkGradWeight shrink) {
            return shrink(shrink.site());
        } else if (op instanceof Op.LoraExpand expand) {
            return expand(expand.site());
        } else if (op instanceof Op.BottleneckExpand expand) {
            return expand(expand.site());
        } else if (op instanceof Op.LoraExpandGradInput expand) {
            return expand(expand.site());
        } else if (op instanceof Op.LoraExpandGradWeight expand) {
            return expand(expand.site());
        }
        return width;
    }

    private static long product(Param weight) {
        return 2 * weight.count();
    }

    private static long shrink(BypassSite site) {
        return 2L * site.width() * site.in();
    }

    private static long expand(BypassSite site) {
        return 2L * site.width() * site.out();
    }
}
