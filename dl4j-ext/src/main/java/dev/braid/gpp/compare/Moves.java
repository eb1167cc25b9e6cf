package dev.braid.gpp.compare;

import dev.braid.gpp.compare.Draft.Part;
import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Problem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Small changes of a draft, in the order in which they help most often. Most are no gain, and some are no plan. */
final class Moves {
    private final CostGraph graph;
    private final DeviceRates rates;
    private final int devices;
    private final int idle;
    private final Draft draft;
    private final List<Part> parts;
    private final List<Integer> busiestFirst;

    /** @param busiestFirst places of the draft's parts */
    Moves(Problem problem, Draft draft, List<Integer> busiestFirst) {
        this.graph = problem.graph();
        this.rates = problem.topology().rates();
        this.devices = problem.topology().devices();
        this.idle = devices - draft.devices();
        this.draft = draft;
        this.parts = draft.parts();
        this.busiestFirst = busiestFirst;
    }

    Iterator<Draft> iterator() {
        return Stream.<Supplier<List<Draft>>>of(
                        this::loosened, this::shared, this::resized, this::shifted, this::merged, this::cut)
                .flatMap(moves -> moves.get().stream())
                .iterator();
    }

    /**
     * What nothing joins to the rest of its part goes elsewhere, piece by piece or all such pieces of all parts together.
     * The heaviest piece of a part stays.
     */
    private List<Draft> loosened() {
        List<Draft> moves = new ArrayList<>();
        BitSet all = new BitSet();
        for (Part part : parts) {
            List<BitSet> pieces = components(part.operators());
            pieces.sort(Comparator.comparingDouble(this::seconds).reversed());
            for (BitSet piece : pieces.subList(1, pieces.size())) {
                all.or(piece);
                elsewhere(piece, moves);
            }
        }
        if (!all.isEmpty()) {
            elsewhere(all, moves);
        }
        return moves;
    }

    private double seconds(BitSet operators) {
        int samples = parts.get(0).microBatch();
        return operators.stream()
                .mapToDouble(operator -> graph.operator(operator).forward().seconds(samples, rates))
                .sum();
    }

    /** In a part of their own, on a device that is idle or half of another part's, and in each other part. */
    private void elsewhere(BitSet operators, List<Draft> moves) {
        List<Part> others = new ArrayList<>();
        for (Part part : parts) {
            others.add(part.without(operators));
        }
        Part own = new Part(operators, new BitSet(), 1, parts.get(0).microBatch());
        for (int at = 0; at < others.size(); at++) {
            Part other = others.get(at);
            moves.add(replaced(others, at, other.with(operators)));
            if (idle == 0 && other.degree() > 1) {
                moves.add(replaced(others, at, other.withDegree(other.degree() / 2), own));
            }
        }
        if (idle > 0) {
            others.add(own);
            moves.add(new Draft(others));
        }
    }

    /** More devices for a part, those that are idle or another part's; and fewer. */
    private List<Draft> shared() {
        List<Draft> moves = new ArrayList<>();
        for (int to : busiestFirst) {
            Part part = parts.get(to);
            widened(to, part.degree(), moves);
            if (part.degree() > 1) {
                widened(to, 1, moves);
            }
        }
        for (int from : busiestFirst) {
            Part part = parts.get(from);
            if (part.degree() > 1) {
                moves.add(replaced(parts, from, part.withDegree(part.degree() / 2)));
            }
        }
        return moves;
    }

    private void widened(int to, int more, List<Draft> moves) {
        Part part = parts.get(to);
        Draft wider = replaced(parts, to, part.withDegree(part.degree() + more));
        if (more <= idle) {
            moves.add(wider);
            return;
        }
        for (int i = busiestFirst.size() - 1; i >= 0; i--) {
            int from = busiestFirst.get(i);
            int left = parts.get(from).degree() - (more - idle);
            if (from != to && left >= 1) {
                moves.add(replaced(wider.parts(), from, parts.get(from).withDegree(left)));
            }
        }
    }

    /** Micro-batches twice or half as large, of all parts or of one. */
    private List<Draft> resized() {
        List<Draft> moves = new ArrayList<>();
        moves.add(new Draft(parts.stream().map(Moves::doubled).toList()));
        moves.add(new Draft(parts.stream().map(Moves::halved).toList()));
        for (int at : busiestFirst) {
            moves.add(replaced(parts, at, doubled(parts.get(at))));
            moves.add(replaced(parts, at, halved(parts.get(at))));
        }
        return moves;
    }

    private static Part doubled(Part part) {
        return part.withMicroBatch(2 * part.microBatch());
    }

    private static Part halved(Part part) {
        return part.withMicroBatch(part.microBatch() / 2);
    }

    /** An operator at a border changes sides; the devices of a part that it was alone in come along. */
    private List<Draft> shifted() {
        List<Draft> moves = new ArrayList<>();
        int[] partOf = draft.partOf(graph);
        for (int from = 0; from < graph.size(); from++) {
            for (int to : graph.successors(from)) {
                if (partOf[from] != partOf[to]) {
                    moves.add(shifted(from, partOf[from], partOf[to]));
                    moves.add(shifted(to, partOf[to], partOf[from]));
                }
            }
        }
        return moves;
    }

    private Draft shifted(int operator, int from, int to) {
        BitSet one = new BitSet();
        one.set(operator);
        Part rest = parts.get(from).without(one);
        if (rest.operators().isEmpty()) {
            return joined(from, to, rest.degree() + parts.get(to).degree());
        }
        return replaced(replaced(parts, from, rest).parts(), to, parts.get(to).with(one));
    }

    /** Two parts in one, on the devices of both or as many as the larger has. */
    private List<Draft> merged() {
        List<Draft> moves = new ArrayList<>();
        for (int a = 0; a < parts.size(); a++) {
            for (int b = a + 1; b < parts.size(); b++) {
                int one = parts.get(a).degree();
                int other = parts.get(b).degree();
                moves.add(joined(b, a, one + other));
                moves.add(joined(b, a, Math.max(one, other)));
            }
        }
        return moves;
    }

    private Draft joined(int from, int to, int degree) {
        List<Part> changed = new ArrayList<>(parts);
        changed.set(to, parts.get(to).with(parts.get(from).operators()).withDegree(degree));
        changed.remove(from);
        return new Draft(changed);
    }

    /** A part in two, at each place in the order of its operators, each with half of its devices. */
    private List<Draft> cut() {
        List<Draft> moves = new ArrayList<>();
        for (int at : busiestFirst) {
            Part part = parts.get(at);
            if (part.degree() == 1 && idle == 0) {
                continue;
            }
            int half = Math.max(1, part.degree() / 2);
            BitSet begun = new BitSet();
            part.operators().stream().limit(part.operators().cardinality() - 1L).forEach(operator -> {
                begun.set(operator);
                BitSet first = (BitSet) begun.clone();
                Part rest = part.without(first).withDegree(Math.max(1, part.degree() - half));
                moves.add(replaced(parts, at, rest, new Part(first, new BitSet(), half, part.microBatch())));
            });
        }
        return moves;
    }

    /** {@code parts} with another at one place and more at the end. */
    private static Draft replaced(List<Part> parts, int at, Part by, Part... more) {
        List<Part> changed = new ArrayList<>(parts);
        changed.set(at, by);
        changed.addAll(List.of(more));
        return new Draft(changed);
    }

    /** The weakly connected components of the graph on some operators. */
    private List<BitSet> components(BitSet operators) {
        List<BitSet> components = new ArrayList<>();
        BitSet left = (BitSet) operators.clone();
        while (!left.isEmpty()) {
            BitSet component = new BitSet();
            BitSet reached = new BitSet();
            reached.set(left.nextSetBit(0));
            while (!reached.isEmpty()) {
                int operator = reached.nextSetBit(0);
                reached.clear(operator);
                left.clear(operator);
                component.set(operator);
                reach(graph.successors(operator), left, reached);
                reach(graph.predecessors(operator), left, reached);
            }
            components.add(component);
        }
        return components;
    }

    private static void reach(int[] neighbours, BitSet left, BitSet reached) {
        for (int neighbour : neighbours) {
            if (left.get(neighbour)) {
                reached.set(neighbour);
            }
        }
    }
}
