package dev.braid.ops.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** An arena of off-heap memory of this process. Allocation and close by one thread; buffers may be read by any. */
public final class HostArena implements Arena {
    static final int ALIGNMENT = 64;
    private static final int LARGEST_BUFFER = Integer.MAX_VALUE - 2 * ALIGNMENT;

    private final String purpose;
    private final long capacity;
    private final List<ByteBuffer> owned = new ArrayList<>();
    private long used;
    private volatile boolean closed;

    public HostArena(String purpose, long capacity) {
        this.purpose = purpose;
        this.capacity = capacity;
    }

    @Override
    public HostBuffer allocate(String name, DataType type, long count) {
        requireOpen();
        long bytes = Math.multiplyExact(count, type.bytes());
        if (count < 0 || bytes > LARGEST_BUFFER) {
            throw new OutOfDeviceMemoryException("buffer " + name + " of arena " + purpose + " asks for " + bytes
                    + " bytes; one buffer of the cpu device holds at most " + LARGEST_BUFFER);
        }
        if (used + bytes > capacity) {
            throw new OutOfDeviceMemoryException("buffer " + name + " of " + bytes + " bytes does not fit arena "
                    + purpose + ": " + used + " of " + capacity + " bytes are in use");
        }
        // A slice is aligned at both ends, so the end needs room as well as the start.
        ByteBuffer raw = ByteBuffer.allocateDirect((int) bytes + 2 * ALIGNMENT);
        owned.add(raw);
        used += bytes;
        ByteBuffer aligned =
                raw.alignedSlice(ALIGNMENT).limit((int) bytes).slice().order(ByteOrder.nativeOrder());
        return new HostBuffer(this, type, count, aligned);
    }

    @Override
    public long used() {
        return used;
    }

    @Override
    public long capacity() {
        return capacity;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("arena " + purpose + " is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            owned.forEach(DirectMemory::free);
            owned.clear();
        }
    }
}
