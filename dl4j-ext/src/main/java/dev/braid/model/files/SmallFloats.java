package dev.braid.model.files;

/** The 16-bit float formats: widening is exact, narrowing rounds to nearest, ties to even. */
final class SmallFloats {
    private static final int HALF_OVERFLOW = 0x477ff000; // 65520, the first float that rounds to infinity
    private static final int HALF_MIN_NORMAL = 0x38800000; // 2^-14

    private SmallFloats() {}

    static float fromBf16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    static float fromHalf(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >>> 10 & 0x1f;
        int mantissa = half & 0x3ff;
        if (exponent == 0) {
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(mantissa * 0x1p-24f));
        }
        int wide = exponent == 31 ? 0xff : exponent + 112;
        return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
    }

    static short toHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= HALF_OVERFLOW) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < HALF_MIN_NORMAL) {
            // A carry to 1024 is the smallest normal number, as it should be.
            return (short) (sign | (int) Math.rint((double) Math.abs(value) * 0x1p24));
        }
        int rounded = magnitude + 0xfff + (magnitude >>> 13 & 1);
        return (short) (sign | rounded - (112 << 23) >>> 13);
    }
}
