package dev.braid.gpp.rival;

import dev.braid.gpp.formats.PipeDreamProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A PipeDream profile with numbers for node ids: number {@code i} is the i-th node of the file.
 *
 * @param seconds forward and backward of a mini-batch
 * @param activationBytes of its output, for a mini-batch
 */
record PipeDreamModel(
        List<String> ids,
        List<String> descriptions,
        double[] seconds,
        double[] activationBytes,
        double[] parameterBytes,
        int[][] successors) {

    static PipeDreamModel of(PipeDreamProfile profile) {
        Map<String, List<Integer>> successors = new LinkedHashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (PipeDreamProfile.Node node : profile.nodes()) {
            numbers.put(node.id(), numbers.size());
            successors.put(node.id(), new ArrayList<>());
        }
        profile.edges().forEach(edge -> successors.get(edge.from()).add(numbers.get(edge.to())));
        List<PipeDreamProfile.Node> nodes = profile.nodes();
        return new PipeDreamModel(
                nodes.stream().map(PipeDreamProfile.Node::id).toList(),
                nodes.stream().map(PipeDreamProfile.Node::description).toList(),
                nodes.stream()
                        .mapToDouble(node -> node.forwardSeconds() + node.backwardSeconds())
                        .toArray(),
                nodes.stream()
                        .mapToDouble(PipeDreamProfile.Node::allActivationBytes)
                        .toArray(),
                nodes.stream()
                        .mapToDouble(PipeDreamProfile.Node::parameterBytes)
                        .toArray(),
                successors.values().stream()
                        .map(to -> to.stream().mapToInt(Integer::intValue).toArray())
                        .toArray(int[][]::new));
    }

    /**
     * Without the inputs, which the planner puts nowhere, and the elements of tuples that nobody takes. The inputs go
     * first: an element is judged by what is left.
     */
    PipeDreamModel pruned() {
        boolean[] hasPredecessor = new boolean[ids.size()];
        for (int[] of : successors) {
            Arrays.stream(of).forEach(successor -> hasPredecessor[successor] = true);
        }
        List<Integer> kept = new ArrayList<>();
        for (int node = 0; node < ids.size(); node++) {
            boolean input = !hasPredecessor[node] && descriptions.get(node).startsWith("Input");
            boolean unused =
                    successors[node].length == 0 && descriptions.get(node).startsWith("__getitem__");
            if (!input && !unused) {
                kept.add(node);
            }
        }
        return only(kept);
    }

    private PipeDreamModel only(List<Integer> kept) {
        int[] places = new int[ids.size()];
        Arrays.fill(places, -1);
        for (int i = 0; i < kept.size(); i++) {
            places[kept.get(i)] = i;
        }
        return new PipeDreamModel(
                kept.stream().map(ids::get).toList(),
                kept.stream().map(descriptions::get).toList(),
                kept.stream().mapToDouble(node -> seconds[node]).toArray(),
                kept.stream().mapToDouble(node -> activationBytes[node]).toArray(),
                kept.stream().mapToDouble(node -> parameterBytes[node]).toArray(),
                kept.stream()
                        .map(node -> Arrays.stream(successors[node])
                                .map(to -> places[to])
                                .filter(to -> to >= 0)
                                .toArray())
                        .toArray(int[][]::new));
    }
}
