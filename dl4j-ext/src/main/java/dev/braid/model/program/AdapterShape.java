package dev.braid.model.program;

import dev.braid.model.graph.Param;
import dev.braid.model.graph.RescaleSite;
import java.util.List;

/**
 * What an adapter looks like: the linears that it bypasses and the order of its parameters.
 *
 * @param layout of the parameters of all bypasses
 */
public record AdapterShape(List<Bypass> bypasses, TrainableLayout layout) {
    public AdapterShape {
        bypasses = List.copyOf(bypasses);
    }

    /** The shape of an adapter with these bypasses. */
    public static AdapterShape of(List<? extends Bypass> bypasses) {
        return new AdapterShape(
                List.copyOf(bypasses),
                TrainableLayout.of(bypasses.stream()
                        .flatMap(bypass -> bypass.params().stream())
                        .toList()));
    }

    /** What an adapter does at one linear. */
    public sealed interface Bypass {
        /** The linear's name in the model. */
        String module();

        List<Param> params();
    }

    /** y + scale B A x, with A {@code [rank, in]} and B {@code [out, rank]}. */
    public record Lora(String module, Param a, Param b, float scale) implements Bypass {
        @Override
        public List<Param> params() {
            return List.of(a, b);
        }
    }

    /** y + up relu(down y), with down {@code [rank, out]} and up {@code [out, rank]}. */
    public record Bottleneck(String module, Param down, Param up) implements Bypass {
        @Override
        public List<Param> params() {
            return List.of(down, up);
        }
    }

    /** The linear's input or output multiplied by a vector {@code [1, width]}. */
    public record Rescale(String module, RescaleSite.Side side, Param vector) implements Bypass {
        @Override
        public List<Param> params() {
            return List.of(vector);
        }
    }
}
