package dev.braid.gpp.rival;

import java.util.ArrayList;
import java.util.List;

/**
 * The splits that PipeDream-2BW's planner considers: layers in topological order, as many for each stage, and one more
 * for the last ones where they do not divide. In a transformer only its layers are counted; what comes before them goes
 * to the first stage and what comes after them to the last, or each to a stage of its own.
 */
final class EqualSplit {
    private static final String LAYER = "ParallelTransformerLayer";

    /** Where the nodes go that are no layers. */
    enum Ends {
        WITH_LAYERS,
        ALONE
    }

    private final List<Integer> before = new ArrayList<>();
    private final List<Integer> layers = new ArrayList<>();
    private final List<Integer> after = new ArrayList<>();

    /** The layers of a transformer are recognised by their name; a graph without them is all layers. */
    EqualSplit(PiperModel model) {
        int[] order = order(model);
        boolean transformer = model.names().contains(LAYER);
        boolean[] leads = new boolean[model.size()];
        for (int i = order.length - 1; i >= 0; i--) {
            leads[order[i]] = !transformer || model.names().get(order[i]).equals(LAYER);
            for (int successor : model.successors()[order[i]]) {
                leads[order[i]] |= leads[successor];
            }
        }
        for (int node : order) {
            boolean layer = !transformer || model.names().get(node).equals(LAYER);
            (layer ? layers : leads[node] ? before : after).add(node);
        }
    }

    /** A topological order: of the nodes that are ready, the one that became so last comes first. */
    static int[] order(PiperModel model) {
        int[] waits = new int[model.size()];
        int[] ready = new int[model.size()];
        int top = 0;
        for (int node = 0; node < waits.length; node++) {
            waits[node] = model.predecessors()[node].length;
            if (waits[node] == 0) {
                ready[top++] = node;
            }
        }
        int[] order = new int[model.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = ready[--top];
            for (int successor : model.successors()[order[i]]) {
                if (--waits[successor] == 0) {
                    ready[top++] = successor;
                }
            }
        }
        return order;
    }

    /** So many stages, first stage first; nothing when there are too few layers for them. */
    List<List<Integer>> into(int stages, Ends ends) {
        int alone = ends == Ends.ALONE ? 1 : 0;
        int parts = stages - 2 * alone;
        if (parts < 1 || parts > layers.size() || (ends == Ends.ALONE && (before.isEmpty() || after.isEmpty()))) {
            return List.of();
        }
        List<List<Integer>> split = new ArrayList<>();
        for (int i = 0; i < stages; i++) {
            split.add(new ArrayList<>());
        }
        split.get(0).addAll(before);
        int next = 0;
        for (int part = 0; part < parts; part++) {
            int end = next + layers.size() / parts + (part >= parts - layers.size() % parts ? 1 : 0);
            split.get(part + alone).addAll(layers.subList(next, end));
            next = end;
        }
        split.get(stages - 1).addAll(after);
        return split;
    }
}
