package dev.braid.dl4j.compute;

import dev.braid.ops.CpuKernels;
import dev.braid.ops.Kernels;
import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.memory.Arena;
import java.lang.ref.Reference;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The CPU's threads for layers, as many as ND4J uses. They belong to the process, as ND4J's own do: a layer of DL4J has no
 * owner that could hand it a device. They keep no state between two calls; callers take turns.
 */
final class LayerDevice {
    private final CpuDevice device;
    private final Kernels kernels;
    private final CpuStream stream;

    LayerDevice(int threads) {
        device = new CpuDevice(threads);
        kernels = CpuKernels.vector(device);
        stream = device.stream();
    }

    /** Made when it is first needed. */
    private static final class Shared {
        static final LayerDevice INSTANCE =
                new LayerDevice(Math.max(1, Nd4j.getEnvironment().maxMasterThreads()));
    }

    static LayerDevice shared() {
        return Shared.INSTANCE;
    }

    /** Work on the device. */
    interface Work {
        void run(Kernels kernels, CpuStream stream);
    }

    /** Work that needs memory for its own time. */
    interface WorkInMemory {
        void run(Kernels kernels, CpuStream stream, Arena arena);
    }

    synchronized void run(Work work) {
        work.run(kernels, stream);
        stream.record().await();
        // Kernels see addresses only: the arrays that the work captured must outlive them.
        Reference.reachabilityFence(work);
    }

    void run(long bytes, WorkInMemory work) {
        try (Arena arena = device.arena("a layer's scratch memory", bytes)) {
            run((all, queue) -> work.run(all, queue, arena));
        }
    }

    Kernels kernels() {
        return kernels;
    }
}
