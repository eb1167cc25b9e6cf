package dev.braid.ops.norm;

import dev.braid.ops.math.PartialSums;
import dev.braid.ops.math.Precision;
import java.util.function.IntToDoubleFunction;

/** The sums of the oracles over a group of elements. */
record PlainSums(Precision precision) {
    /** The sum of {@code a(i) * b(i)} over i in {@code [0, width)}. */
    double products(int width, IntToDoubleFunction a, IntToDoubleFunction b) {
        double[] partial = new double[PartialSums.COUNT];
        for (int i = 0; i < width; i++) {
            int at = i % PartialSums.COUNT;
            partial[at] = precision.fma(a.applyAsDouble(i), b.applyAsDouble(i), partial[at]);
        }
        return PartialSums.combine(partial, precision);
    }

    /** The sum of {@code a(i)}; a fused multiplication by one rounds as an addition does. */
    double elements(int width, IntToDoubleFunction a) {
        return products(width, a, i -> 1);
    }
}
