package dev.braid.model.plan;

import dev.braid.model.graph.Op;
import dev.braid.model.graph.Param;
import java.util.Locale;
import java.util.Optional;

/** What operators are called in tables. */
final class OperatorNames {
    private OperatorNames() {}

    /** The module that an operator computes, such as {@code mlp.down_proj}, or the kind of operator. */
    static String of(Op op) {
        return param(op).map(OperatorNames::module).orElseGet(() -> kind(op));
    }

    private static Optional<Param> param(Op op) {
        if (op instanceof Op.Linear linear) {
            return Optional.of(linear.weight());
        } else if (op instanceof Op.RmsNorm norm) {
            return Optional.of(norm.weight());
        } else if (op instanceof Op.Embed embed) {
            return Optional.of(embed.table());
        }
        return Optional.empty();
    }

    private static String module(Param weight) {
        return weight.name().replaceFirst("^model\\.(layers\\.\\d+\\.)?", "").replaceFirst("\\.weight$", "");
    }

    /** {@code LinearGradInput} becomes {@code linear-grad-input}. */
    private static String kind(Op op) {
        return op.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }
}
