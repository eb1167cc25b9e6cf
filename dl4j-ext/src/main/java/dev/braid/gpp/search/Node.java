package dev.braid.gpp.search;

import dev.braid.gpp.cost.CutBytes;
import java.util.List;

/**
 * A subtree of the series-parallel tree, laid out in a row: it holds the positions {@code from} to before {@code to}.
 * Subtrees of one {@code kind} are isomorphic, cost the same position by position, and so are searched once.
 */
sealed interface Node {
    int from();

    int to();

    int kind();

    /** What crosses its border when it is one stage. */
    CutBytes border();

    /** Operators that are never cut apart; mostly a single one. */
    record Bundle(int from, int to, int kind, CutBytes border) implements Node {}

    /** Subtrees that follow each other. */
    record Chain(int from, int to, int kind, CutBytes border, List<Node> children) implements Node {}

    /** Subtrees side by side. */
    record Fork(int from, int to, int kind, CutBytes border, List<Node> children) implements Node {}
}
