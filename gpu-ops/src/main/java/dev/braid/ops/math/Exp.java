package dev.braid.ops.math;

import dev.braid.ops.memory.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The exponential function of f32 as one chain of fused multiply-adds, for vectors and for scalars with the same bits.
 *
 * <p>The Vector API's own exponential gives other bits interpreted than compiled, and the JDK's scalar one rounds
 * otherwise than both. Error at most 2 ulp; above 88.722839 the result is +Inf, below -87.33 it is 0 (results that
 * would be subnormal are flushed); NaN stays NaN.
 */
public final class Exp {
    private static final float LARGEST = 88.72283f;
    private static final float SMALLEST = -87.33f;
    private static final float LOG2_E = 1.44269504f;
    /** Adding 1.5 * 2^23 leaves the nearest integer in the low bits of the sum. */
    private static final float ROUND = 12582912f;

    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;

    private static final float C7 = 1.9875691500e-4f;
    private static final float C6 = 1.3981999507e-3f;
    private static final float C5 = 8.3334519073e-3f;
    private static final float C4 = 4.1665795894e-2f;
    private static final float C3 = 1.6666665459e-1f;
    private static final float C2 = 5.0000001201e-1f;

    private Exp() {}

    /** e to the power of {@code x}. */
    public static float exp(float x) {
        if (!(x <= LARGEST)) {
            return x * Float.POSITIVE_INFINITY;
        }
        if (x < SMALLEST) {
            return 0;
        }
        float rounded = Math.fma(x, LOG2_E, ROUND);
        float n = rounded - ROUND;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        float p = Math.fma(r, C7, C6);
        p = Math.fma(p, r, C5);
        p = Math.fma(p, r, C4);
        p = Math.fma(p, r, C3);
        p = Math.fma(p, r, C2);
        p = Math.fma(p, r, 1f);
        p = Math.fma(p, r, 1f);
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(rounded) << 23));
    }

    /** e to the power of each lane. */
    public static FloatVector exp(FloatVector x) {
        FloatVector rounded =
                x.fma(FloatVector.broadcast(Lanes.SPECIES, LOG2_E), FloatVector.broadcast(Lanes.SPECIES, ROUND));
        FloatVector n = rounded.sub(ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(Lanes.SPECIES, -LN2_HIGH), x);
        r = n.fma(FloatVector.broadcast(Lanes.SPECIES, -LN2_LOW), r);
        FloatVector p = r.fma(FloatVector.broadcast(Lanes.SPECIES, C7), FloatVector.broadcast(Lanes.SPECIES, C6));
        p = p.fma(r, FloatVector.broadcast(Lanes.SPECIES, C5));
        p = p.fma(r, FloatVector.broadcast(Lanes.SPECIES, C4));
        p = p.fma(r, FloatVector.broadcast(Lanes.SPECIES, C3));
        p = p.fma(r, FloatVector.broadcast(Lanes.SPECIES, C2));
        p = p.fma(r, FloatVector.broadcast(Lanes.SPECIES, 1f));
        p = p.fma(r, FloatVector.broadcast(Lanes.SPECIES, 1f));
        FloatVector scaled = p.reinterpretAsInts()
                .add(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
        FloatVector inRange = scaled.blend(0f, x.compare(VectorOperators.LT, SMALLEST));
        return x.mul(Float.POSITIVE_INFINITY).blend(inRange, x.compare(VectorOperators.LE, LARGEST));
    }
}
