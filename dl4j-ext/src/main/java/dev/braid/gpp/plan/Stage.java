package dev.braid.gpp.plan;

import java.util.BitSet;
import java.util.List;

/**
 * A convex set of operators that runs on its own devices, with data parallelism when it has several.
 *
 * @param id its place in the plan's list
 * @param operators numbers in the cost graph, ascending
 * @param recomputed those whose saved tensors are computed again in backward, ascending
 * @param devices numbers in the topology; one replica on each
 * @param microBatch samples over all replicas
 * @param interleave k of kFkB: so many forwards, then so many backwards, in turn
 * @param inFlight samples whose forward is done and whose backward is not, at most; a multiple of the micro-batch
 * @param successors ids of the stages that wait for this one's output, ascending
 */
public record Stage(
        int id,
        List<Integer> operators,
        List<Integer> recomputed,
        List<Integer> devices,
        int microBatch,
        int interleave,
        int inFlight,
        List<Integer> successors) {
    public Stage {
        operators = List.copyOf(operators);
        recomputed = List.copyOf(recomputed);
        devices = List.copyOf(devices);
        successors = List.copyOf(successors);
    }

    /** Data-parallel replicas. */
    public int degree() {
        return devices.size();
    }

    public BitSet operatorSet() {
        return bits(operators);
    }

    public BitSet recomputedSet() {
        return bits(recomputed);
    }

    public Stage withInFlight(int samples) {
        return new Stage(id, operators, recomputed, devices, microBatch, interleave, samples, successors);
    }

    private static BitSet bits(List<Integer> numbers) {
        BitSet bits = new BitSet();
        numbers.forEach(bits::set);
        return bits;
    }
}
