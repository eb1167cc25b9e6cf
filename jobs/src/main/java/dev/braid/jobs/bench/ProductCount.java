package dev.braid.jobs.bench;

import dev.braid.model.graph.BypassSite;
import dev.braid.model.graph.Op;
import dev.braid.model.program.Instruction;
import dev.braid.model.program.Program;
import dev.braid.model.program.Segment;
import java.util.List;

/**
 * Floating-point operations of the matrix products that a program runs, per token: 2 for each multiply-add of linears
 * and LoRA bypasses, read off the program's own instructions. Attention, whose work grows with the position, is not
 * counted.
 *
 * @param forward of a token through embedding and layers
 * @param logits of a row whose logits are wanted
 * @param loss of a training token's loss
 * @param backward of a training token: the head's forward part again, input gradients, and the gradients of what is
 *     trained
 */
record ProductCount(long forward, long logits, long loss, long backward) {
    static final String WORDS =
            "2 operations per multiply-add of the linears' and LoRA's products that run; attention is left out";

    static ProductCount of(Program program) {
        return new ProductCount(
                flops(program.forward()),
                flops(List.of(program.logits())),
                flops(program.training().loss()),
                flops(program.training().backward()));
    }

    private static long flops(List<Segment> segments) {
        return segments.stream()
                .flatMap(segment -> segment.instructions().stream())
                .filter(Instruction.Compute.class::isInstance)
                .mapToLong(instruction -> 2 * multiplyAdds(((Instruction.Compute) instruction).op()))
                .sum();
    }

    private static long multiplyAdds(Op op) {
        if (op instanceof Op.Linear linear) {
            return linear.weight().count();
        } else if (op instanceof Op.LinearGradInput linear) {
            return linear.weight().count();
        } else if (op instanceof Op.LinearGradInputAdd linear) {
            return linear.weight().count();
        } else if (op instanceof Op.LinearGradWeight linear) {
            return linear.weight().count();
        }
        return bypass(op);
    }

    private static long bypass(Op op) {
        if (op instanceof Op.LoraShrink shrink) {
            return a(shrink.site());
        } else if (op instanceof Op.LoraShrinkGradInput shrink) {
            return a(shrink.site());
        } else if (op instanceof Op.LoraShrinkGradWeight shrink) {
            return a(shrink.site());
        } else if (op instanceof Op.LoraExpand expand) {
            return b(expand.site());
        } else if (op instanceof Op.LoraExpandGradInput expand) {
            return b(expand.site());
        } else if (op instanceof Op.LoraExpandGradWeight expand) {
            return b(expand.site());
        }
        return 0;
    }

    private static long a(BypassSite site) {
        return (long) site.width() * site.in();
    }

    private static long b(BypassSite site) {
        return (long) site.out() * site.width();
    }
}
