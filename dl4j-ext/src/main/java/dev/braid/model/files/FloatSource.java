package dev.braid.model.files;

import java.nio.FloatBuffer;

/** The values of a tensor in row-major order, readable as floats from any element on. */
@FunctionalInterface
public interface FloatSource {
    /** Fills {@code dst} from its position to its limit with the elements from {@code from} on. */
    void readFloats(long from, FloatBuffer dst);

    /** A source over an array, which is not copied. */
    static FloatSource of(float[] values) {
        return (from, dst) -> dst.put(values, Math.toIntExact(from), dst.remaining());
    }
}
