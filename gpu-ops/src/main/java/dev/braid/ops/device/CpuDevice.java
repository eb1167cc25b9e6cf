package dev.braid.ops.device;

import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.HostArena;

/** The CPU of this process as a device; its arenas are off-heap memory, its kernels run on a {@link WorkerPool}. */
public final class CpuDevice implements Device {
    private final WorkerPool pool;

    public CpuDevice(int threads) {
        this.pool = new WorkerPool(threads);
    }

    /** The threads that this device's kernels share. */
    public WorkerPool pool() {
        return pool;
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public Arena arena(String purpose, long bytes) {
        return new HostArena(purpose, bytes);
    }

    @Override
    public CpuStream stream() {
        return new CpuStream(CpuStream.Mode.IMMEDIATE);
    }

    /** A stream that executes nothing until an event is awaited. */
    public CpuStream deferredStream() {
        return new CpuStream(CpuStream.Mode.DEFERRED);
    }

    @Override
    public void close() {
        pool.close();
    }
}
