package dev.braid.gpp.rival;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The states of PipeDream's planner: antichains of a graph, each with the nodes before it that still have something to
 * send past it. A step replaces one of those nodes by one of its successors. The states are in depth-first topological
 * order of the steps; the first is the graph's first source, alone.
 */
final class Antichains {
    private final int[][] successors;
    private final Reachable reachable;
    private final Map<BitSet, Integer> numbers = new HashMap<>();
    private final List<List<Integer>> augmented = new ArrayList<>();
    private final List<LinkedHashSet<Integer>> steps = new ArrayList<>();
    private final ArrayDeque<Integer> open = new ArrayDeque<>();
    private final List<List<Integer>> antichains = new ArrayList<>();

    /**
     * A state.
     *
     * @param sends the antichain, and nodes before it that have successors past it
     * @param through the antichain and all nodes before it
     * @param before numbers of the states that lead to it
     */
    record State(List<Integer> sends, BitSet through, BitSet before) {}

    private Antichains(int[][] successors) {
        this.successors = successors;
        reachable = new Reachable(successors);
    }

    /** Nothing when there are more than {@code limit}. */
    static Optional<List<State>> of(int[][] successors, int limit) {
        Antichains found = new Antichains(successors);
        int source = 0;
        while (!found.reachable.before[source].isEmpty()) {
            source++;
        }
        found.number(List.of(source));
        while (!found.open.isEmpty()) {
            if (found.augmented.size() > limit) {
                return Optional.empty();
            }
            found.expand(found.open.remove());
        }
        return Optional.of(found.states());
    }

    private int number(List<Integer> antichain) {
        Integer known = numbers.putIfAbsent(bits(antichain), augmented.size());
        if (known != null) {
            return known;
        }
        antichains.add(antichain);
        augmented.add(augment(antichain));
        steps.add(new LinkedHashSet<>());
        open.add(augmented.size() - 1);
        return augmented.size() - 1;
    }

    private static BitSet bits(Iterable<Integer> nodes) {
        BitSet bits = new BitSet();
        nodes.forEach(bits::set);
        return bits;
    }

    private List<Integer> augment(List<Integer> antichain) {
        BitSet extra = new BitSet();
        for (int node : antichain) {
            BitSet before = reachable.before[node];
            for (int p = before.nextSetBit(0); p >= 0; p = before.nextSetBit(p + 1)) {
                for (int successor : successors[p]) {
                    if (successor != node && !before.get(successor)) {
                        extra.set(p);
                    }
                }
            }
        }
        List<Integer> all = new ArrayList<>();
        extra.stream().forEach(all::add);
        all.addAll(antichain);
        return all;
    }

    private void expand(int state) {
        List<Integer> sends = augmented.get(state);
        BitSet set = bits(sends);
        for (int old : sends) {
            for (int next : successors[old]) {
                if (!antichains.get(state).contains(next) && !reachable.after[next].intersects(set)) {
                    steps.get(state).add(number(replace(sends, old, next)));
                }
            }
        }
    }

    /** The antichain of the nodes with one exchanged: those that are not before another. */
    private List<Integer> replace(List<Integer> sends, int old, int next) {
        LinkedHashSet<Integer> nodes = new LinkedHashSet<>();
        sends.forEach(node -> nodes.add(node == old ? next : node));
        BitSet set = bits(nodes);
        return nodes.stream()
                .filter(node -> !reachable.after[node].intersects(set))
                .toList();
    }

    private List<State> states() {
        int[][] next = steps.stream()
                .map(to -> to.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        int[] order = DepthFirst.order(next, new int[] {0});
        int[] places = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            places[order[i]] = i;
        }
        BitSet[] before = new Reachable(next).before;
        List<State> states = new ArrayList<>();
        for (int state : order) {
            BitSet through = bits(antichains.get(state));
            antichains.get(state).forEach(node -> through.or(reachable.before[node]));
            BitSet leading = new BitSet();
            before[state].stream().forEach(from -> leading.set(places[from]));
            states.add(new State(augmented.get(state), through, leading));
        }
        return states;
    }
}
