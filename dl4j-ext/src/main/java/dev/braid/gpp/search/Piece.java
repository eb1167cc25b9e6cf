package dev.braid.gpp.search;

import dev.braid.gpp.search.Node.Chain;
import dev.braid.gpp.search.Node.Fork;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** A stage as the search knows it: operators, degree and micro-batch. */
record Piece(BitSet operators, int degree, int microBatch) {
    private record Placed(int place, List<Piece> pieces) {}

    Piece withDegree(int other) {
        return new Piece(operators, other, microBatch);
    }

    /** The stages of a node as a point describes them, in the order of the layout. */
    static List<Piece> of(Ground ground, Node node, Point point) {
        List<Piece> pieces = new ArrayList<>();
        if (node instanceof Fork fork) {
            branches(ground, fork, point).forEach(placed -> pieces.addAll(placed.pieces()));
            return pieces;
        }
        for (Choice choice = point.choice();
                choice != null;
                choice = choice.rest().choice()) {
            if (choice instanceof Choice.Run run) {
                BitSet operators = ground.layout().operators(node.from() + run.from(), node.from() + run.to());
                pieces.add(new Piece(operators, run.degree(), run.microBatch()));
            } else if (choice instanceof Choice.Inner inner) {
                pieces.addAll(of(ground, ((Chain) node).children().get(inner.child()), inner.solution()));
            }
        }
        return pieces;
    }

    private static List<Placed> branches(Ground ground, Fork fork, Point point) {
        Branches branches = ground.branches(fork);
        int[] cursors = branches.cursors();
        List<Placed> placed = new ArrayList<>();
        for (Choice choice = point.choice();
                choice != null;
                choice = choice.rest().choice()) {
            if (choice instanceof Choice.Group group) {
                List<Integer> places = branches.take(group.group(), cursors);
                BitSet operators = new BitSet();
                for (int place : places) {
                    Node child = fork.children().get(place);
                    operators.or(ground.layout().operators(child.from(), child.to()));
                }
                Piece piece = new Piece(operators, group.degree(), group.microBatch());
                placed.add(new Placed(places.get(0), List.of(piece)));
            } else if (choice instanceof Choice.Solo solo) {
                int place = branches.take(solo.group(), cursors).get(0);
                placed.add(new Placed(place, of(ground, fork.children().get(place), solo.solution())));
            }
        }
        placed.sort(Comparator.comparingInt(Placed::place));
        return placed;
    }
}
