package dev.braid.model.files;

import java.util.List;

/**
 * One entry of a safetensors header.
 *
 * @param begin first byte, counted from the start of the data
 * @param end the byte after the last
 */
record TensorHeader(String name, TensorType type, List<Integer> shape, long begin, long end) {
    private static final int MAX_DIMENSIONS = 8;

    TensorHeader {
        shape = List.copyOf(shape);
        if (shape.size() > MAX_DIMENSIONS) {
            throw new IllegalArgumentException("shape " + shape + " has more than " + MAX_DIMENSIONS + " dimensions");
        }
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(
                    "data_offsets [" + begin + "," + end + "] must be two ascending numbers, not below 0");
        }
        long expected = bytes(type, shape);
        if (end - begin != expected) {
            throw new IllegalArgumentException("data_offsets [" + begin + "," + end + "] span " + (end - begin)
                    + " bytes, but " + type + shape + " takes " + expected);
        }
    }

    long elements() {
        return (end - begin) / type.bytes();
    }

    /** The bytes that a tensor of this type and shape takes. */
    static long bytes(TensorType type, List<Integer> shape) {
        long bytes = type.bytes();
        for (int dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("shape " + shape + " has a negative dimension");
            }
            try {
                bytes = Math.multiplyExact(bytes, (long) dimension);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("shape " + shape + " takes more than 2^63 bytes", e);
            }
        }
        return bytes;
    }
}
