package dev.braid.ops.memory;

/**
 * A typed region of device memory that belongs to an {@link Arena}. Reading or writing it after its arena is closed
 * throws {@link IllegalStateException}.
 */
public sealed interface Buffer permits HostBuffer {
    DataType type();

    /** Number of elements. */
    long count();
}
