package dev.braid.model.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class SmallFloatsTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void everyHalfWidensToItsDefinitionAndBack() {
        for (int bits = 0; bits < 0x7c00; bits++) {
            assertEquals(half(bits), SmallFloats.fromHalf((short) bits), Integer.toHexString(bits));
            assertEquals(-half(bits), SmallFloats.fromHalf((short) (bits | 0x8000)), Integer.toHexString(bits));
            assertEquals((short) bits, SmallFloats.toHalf((float) half(bits)));
            assertEquals((short) (bits | 0x8000), SmallFloats.toHalf(-(float) half(bits)));
        }
    }

    @Test
    void everyBf16IsTheUpperHalfOfAFloat() {
        for (int bits = 0; bits < 0x10000; bits++) {
            float wide = SmallFloats.fromBf16((short) bits);
            assertEquals(bits << 16, Float.floatToRawIntBits(wide));
            assertEquals(Float.isNaN(wide) ? (short) (bits | 0x40) : (short) bits, SmallFloats.toBf16(wide));
        }
    }

    @Test
    void narrowingTakesTheNearestAndOfTwoTheEvenOne() {
        for (int i = 0; i < 200_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt() & 0x7fffffff);
            checkNearest(value, SmallFloats.toBf16(value), 0x7f80, bits -> SmallFloats.fromBf16((short) bits));
            float nearHalf = (float) Math.scalb(1 + random.nextDouble(), random.nextInt(45) - 28);
            checkNearest(nearHalf, SmallFloats.toHalf(nearHalf), 0x7c00, SmallFloatsTest::half);
        }
        for (int bits = 0; bits < 0x7bff; bits++) {
            float tie = (float) ((half(bits) + half(bits + 1)) / 2);
            assertEquals((short) (bits + (bits & 1)), SmallFloats.toHalf(tie), Integer.toHexString(bits));
        }
    }

    @Test
    void overflowAndSpecialValues() {
        assertEquals(0x7bff, SmallFloats.toHalf(65519.996f));
        assertEquals(0x7c00, SmallFloats.toHalf(65520f));
        assertEquals((short) 0xfc00, SmallFloats.toHalf(Float.NEGATIVE_INFINITY));
        assertEquals(Float.POSITIVE_INFINITY, SmallFloats.fromHalf((short) 0x7c00));
        assertTrue(Float.isNaN(SmallFloats.fromHalf(SmallFloats.toHalf(Float.NaN))));
        assertTrue(Float.isNaN(SmallFloats.fromBf16(SmallFloats.toBf16(Float.intBitsToFloat(0x7f800001)))));
        assertEquals(0x7f80, SmallFloats.toBf16(Float.MAX_VALUE));
    }

    /** The value by the definition of the format; the first beyond the largest is where infinity's rounding begins. */
    private static double half(int bits) {
        int exponent = bits >>> 10;
        int mantissa = bits & 0x3ff;
        return exponent == 0 ? mantissa * 0x1p-24 : Math.scalb(1024.0 + mantissa, exponent - 25);
    }

    private void checkNearest(float value, short narrowed, int infinity, IntToDoubleFunction wide) {
        int bits = narrowed & 0xffff;
        if (!Float.isFinite(value) || bits >= infinity) {
            return;
        }
        double error = Math.abs(wide.applyAsDouble(bits) - value);
        for (int neighbour : new int[] {bits - 1, bits + 1}) {
            if (neighbour >= 0 && neighbour < infinity) {
                double other = Math.abs(wide.applyAsDouble(neighbour) - value);
                boolean nearest = error < other || error == other && (bits & 1) == 0;
                assertTrue(nearest, () -> value + " became " + wide.applyAsDouble(bits) + ", seed " + seed);
            }
        }
    }
}
