package dev.braid.model.program;

import dev.braid.model.graph.Param;
import java.util.List;

/**
 * What an adapter looks like: the linears that it bypasses and the order of its parameters.
 *
 * @param layout of all A and B
 */
public record AdapterShape(List<Bypass> bypasses, TrainableLayout layout) {
    public AdapterShape {
        bypasses = List.copyOf(bypasses);
    }

    /** The shape of an adapter with these bypasses. */
    public static AdapterShape of(List<Bypass> bypasses) {
        return new AdapterShape(
                bypasses,
                TrainableLayout.of(bypasses.stream()
                        .flatMap(bypass -> java.util.stream.Stream.of(bypass.a(), bypass.b()))
                        .toList()));
    }

    /** A bypassed linear: A {@code [rank, in]}, B {@code [out, rank]}, and what BAx is multiplied by. */
    public record Bypass(String module, Param a, Param b, float scale) {}
}
