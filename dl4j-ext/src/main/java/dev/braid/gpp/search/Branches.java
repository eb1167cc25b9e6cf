package dev.braid.gpp.search;

import dev.braid.gpp.search.Node.Fork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The ways to split a fork: states of branches that are left, and groups that may be taken from a state next. State 0 is
 * empty and the last is everything.
 *
 * <p>Isomorphic branches are not told apart, so a state is a number for each kind of branch and all groupings are tried;
 * where that makes too many, the branches keep their order and groups are neighbours.
 */
final class Branches {
    /** Branches of which a group takes the next ones: children's places. */
    private final List<List<Integer>> members = new ArrayList<>();

    private final List<Node> children;
    private final List<int[]> groups = new ArrayList<>();
    private final List<Load> loads = new ArrayList<>();
    private final List<Node> solos = new ArrayList<>();
    private final int[][] groupsOf;
    private final int[][] restsOf;
    private final Load[] states;

    Branches(Ground ground, Fork fork, int mostSteps) {
        children = fork.children();
        Map<Integer, List<Integer>> kinds = new LinkedHashMap<>();
        for (int i = 0; i < children.size(); i++) {
            kinds.computeIfAbsent(children.get(i).kind(), k -> new ArrayList<>())
                    .add(i);
        }
        boolean all = steps(kinds.values()) <= mostSteps;
        members.addAll(
                all
                        ? kinds.values()
                        : List.of(IntStream.range(0, children.size()).boxed().toList()));
        int count = 1;
        for (List<Integer> same : members) {
            count *= same.size() + 1;
        }
        groupsOf = new int[count][];
        restsOf = new int[count][];
        states = new Load[count];
        if (all) {
            multisets(ground);
        } else {
            ranges(ground);
        }
    }

    /** About how many pairs of a state and a group there are when branches of one kind are not told apart. */
    private static double steps(Collection<List<Integer>> kinds) {
        double steps = 1;
        for (List<Integer> same : kinds) {
            steps *= (same.size() + 1.0) * (same.size() + 2.0) / 2;
        }
        return steps;
    }

    /** A state and a group are a number in mixed radix, one digit for each kind. */
    private void multisets(Ground ground) {
        Node[] types = members.stream().map(same -> children.get(same.get(0))).toArray(Node[]::new);
        for (int state = 0; state < states.length; state++) {
            int[] digits = digits(state);
            groups.add(digits);
            states[state] = Load.of(ground, types, digits);
            loads.add(states[state]);
            solos.add(Arrays.stream(digits).sum() == 1 ? types[first(digits)] : null);
        }
        for (int state = 1; state < states.length; state++) {
            int[] have = groups.get(state);
            int lead = first(have);
            List<Integer> taken = new ArrayList<>();
            for (int group = 1; group <= state; group++) {
                if (groups.get(group)[lead] > 0 && within(groups.get(group), have)) {
                    taken.add(group);
                }
            }
            set(state, taken, taken.stream().mapToInt(group -> group).toArray());
        }
    }

    private void set(int state, List<Integer> taken, int[] sizes) {
        groupsOf[state] = taken.stream().mapToInt(group -> group).toArray();
        restsOf[state] = Arrays.stream(sizes).map(size -> state - size).toArray();
    }

    private int[] digits(int state) {
        int[] digits = new int[members.size()];
        int left = state;
        for (int i = 0; i < digits.length; i++) {
            digits[i] = left % (members.get(i).size() + 1);
            left /= members.get(i).size() + 1;
        }
        return digits;
    }

    private static int first(int[] digits) {
        int at = 0;
        while (digits[at] == 0) {
            at++;
        }
        return at;
    }

    private static boolean within(int[] digits, int[] have) {
        for (int i = 0; i < digits.length; i++) {
            if (digits[i] > have[i]) {
                return false;
            }
        }
        return true;
    }

    /** A state is the number of branches left, a group a number of neighbours. */
    private void ranges(Ground ground) {
        int count = children.size();
        for (int state = 1; state <= count; state++) {
            List<Integer> taken = new ArrayList<>();
            int[] sizes = new int[state];
            Load load = null;
            for (int size = 1; size <= state; size++) {
                Node next = children.get(count - state + size - 1);
                load = load == null ? Load.of(ground, next) : load.followedBy(ground, next);
                taken.add(groups.size());
                sizes[size - 1] = size;
                groups.add(new int[] {size});
                loads.add(load);
                solos.add(size == 1 ? next : null);
            }
            states[state] = load;
            set(state, taken, sizes);
        }
    }

    int states() {
        return states.length;
    }

    int groups() {
        return groups.size();
    }

    /** What is left in a state. */
    Load state(int state) {
        return states[state];
    }

    /** The groups that a state may lose next. */
    int[] groupsOf(int state) {
        return groupsOf[state];
    }

    /** The states that are left then, in the same order. */
    int[] restsOf(int state) {
        return restsOf[state];
    }

    Load load(int group) {
        return loads.get(group);
    }

    /** The branch, when a group is a single one; else null. */
    Node solo(int group) {
        return solos.get(group);
    }

    /** The places of the children that a group takes; {@code cursors}, one for each list of members, move on. */
    List<Integer> take(int group, int[] cursors) {
        List<Integer> places = new ArrayList<>();
        int[] counts = groups.get(group);
        for (int type = 0; type < counts.length; type++) {
            for (int i = 0; i < counts[type]; i++) {
                places.add(members.get(type).get(cursors[type]++));
            }
        }
        return places;
    }

    int[] cursors() {
        return new int[members.size()];
    }
}
