package dev.braid.gpp.rival;

import java.util.List;
import java.util.NavigableMap;

/**
 * A Piper input with numbers for node ids: number {@code i} is the i-th node of the file.
 *
 * @param modes by tensor-parallel degree: the modes of each node, none where it lacks the degree
 * @param memoryBytes of one device
 * @param microBatches of one mini-batch
 */
record PiperModel(
        List<String> ids,
        List<String> names,
        int[][] predecessors,
        int[][] successors,
        NavigableMap<Integer, Mode[][]> modes,
        double memoryBytes,
        int devices,
        double bytesPerSecond,
        int microBatches) {

    /**
     * One way to run a node.
     *
     * @param seconds per sample, forward and backward
     * @param memoryPerInFlight bytes per micro-batch in flight
     * @param in bytes, both directions, when the edge from each predecessor is cut, in their order
     * @param out the same for each successor
     */
    record Mode(
            String id,
            double seconds,
            double parameterBytes,
            double memoryPerInFlight,
            double memoryFixed,
            double[] in,
            double[] out) {}

    int size() {
        return ids.size();
    }

    /** Bound on the sum of data-parallel degrees. */
    int maxDegrees() {
        return Math.min(devices, microBatches);
    }

    boolean divides(int degree) {
        return microBatches % degree == 0;
    }

    /** Bytes per micro-batch of summing gradients over replicas; the factor is that of PipeDream's parameter servers. */
    double resyncBytes(double parameterBytes, int degree) {
        return 4 * (degree - 1) * parameterBytes / degree / microBatches;
    }
}
