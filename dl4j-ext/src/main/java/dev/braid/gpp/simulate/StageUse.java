package dev.braid.gpp.simulate;

import java.util.List;

/**
 * What a stage did with its devices in one mini-batch.
 *
 * @param busySeconds in passes and all-reduce
 * @param bubbleShare of the iteration time in which it had nothing to do, 0 to 1
 * @param peakInFlight samples
 * @param peakBytes of one device, at most what the cost model says
 * @param waitingBytes the most that lay between this stage and a later one at once, sent by one device and not yet taken
 *     up by a forward: the cost model counts received tensors from that forward on, so this comes on top
 * @param memory of one device, over time
 */
public record StageUse(
        int stage,
        double busySeconds,
        double bubbleShare,
        int peakInFlight,
        double peakBytes,
        double waitingBytes,
        List<MemoryStep> memory) {
    public StageUse {
        memory = List.copyOf(memory);
    }

    /** From {@code time} on a device keeps so many bytes. */
    public record MemoryStep(double time, double bytes) {}
}
