package dev.braid.ops.device;

import dev.braid.ops.memory.Arena;

/**
 * One place where tensors live and kernels run: the CPU of this process, or later one GPU.
 *
 * <p>Memory is taken as {@link Arena}s when the owner starts and given back when it stops; nothing is allocated while
 * steps run.
 */
public interface Device extends AutoCloseable {
    /** Name as users write it in {@code spark.braid.engine.device}: {@code cpu}, {@code cuda:0}. */
    String name();

    /** An empty arena that may hold at most {@code bytes}; {@code purpose} is named in its errors. */
    Arena arena(String purpose, long bytes);

    /** A queue of work whose operations run in the order in which they were enqueued. */
    Stream stream();

    @Override
    void close();
}
