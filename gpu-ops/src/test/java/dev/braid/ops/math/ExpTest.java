package dev.braid.ops.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.ops.memory.Lanes;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class ExpTest {
    private static final float[] EDGES = {
        0f,
        -0f,
        1f,
        -1f,
        88.72283f,
        88.7229f,
        89f,
        -87.33f,
        -87.34f,
        -88f,
        -103f,
        -104f,
        -1e30f,
        1e30f,
        1e-30f,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.intBitsToFloat(0x7f800123),
        Float.intBitsToFloat(0xffc00fff)
    };

    @Test
    void vectorsAndScalarsGiveTheSameBits() {
        for (float x : EDGES) {
            requireSame(new float[] {x});
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        float[] block = new float[Lanes.COUNT];
        for (int i = 0; i < 100_000; i++) {
            for (int j = 0; j < block.length; j++) {
                block[j] = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : random.nextFloat(-90, 90);
            }
            requireSame(block);
        }
    }

    private static void requireSame(float[] values) {
        float[] lanes = new float[Lanes.COUNT];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = values[i % values.length];
        }
        float[] result = new float[Lanes.COUNT];
        Exp.exp(FloatVector.fromArray(Lanes.SPECIES, lanes, 0)).intoArray(result, 0);
        for (int i = 0; i < lanes.length; i++) {
            // Any NaN will do; its payload is the processor's choice.
            assertEquals(
                    Float.floatToIntBits(Exp.exp(lanes[i])), Float.floatToIntBits(result[i]), () -> "exp of lanes");
        }
    }

    @Test
    void theErrorIsAtMostTwoUlp() {
        for (float x = -87.33f; x < 88.72f; x += 0.00137f) {
            double exact = StrictMath.exp(x);
            assertTrue(Math.abs(Exp.exp(x) - exact) <= 2 * Math.ulp((float) exact), "exp(" + x + ") = " + Exp.exp(x));
        }
    }

    @Test
    void theEndsOfTheRangeAreKept() {
        assertEquals(1f, Exp.exp(0f));
        assertEquals(1f, Exp.exp(-0f));
        assertEquals(0f, Exp.exp(Float.NEGATIVE_INFINITY));
        assertEquals(0f, Exp.exp(-88f));
        assertEquals(Float.POSITIVE_INFINITY, Exp.exp(89f));
        assertEquals(Float.POSITIVE_INFINITY, Exp.exp(Float.POSITIVE_INFINITY));
        assertTrue(Float.isNaN(Exp.exp(Float.NaN)));
        assertTrue(Float.isFinite(Exp.exp(88.72283f)));
    }
}
