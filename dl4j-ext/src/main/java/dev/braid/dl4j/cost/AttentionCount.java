package dev.braid.dl4j.cost;

import dev.braid.dl4j.cost.Count.Basis;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;

/**
 * Attention of so many heads: projections of queries, keys, values and the result if there are any, scores
 * {@code [heads, queries, keys]} and the weighted sum. Scores are kept as a whole.
 *
 * @param width of all heads together
 * @param projected multiply-adds of the projections
 * @param projections tensors they write, in elements
 */
record AttentionCount(double heads, double width, double queries, double keys, double projected, double projections) {
    static AttentionCount of(SelfAttentionLayer layer, double steps) {
        double width = layer.isProjectInput() ? (double) layer.getNHeads() * layer.getHeadSize() : layer.getNIn();
        double weights = (3.0 * layer.getNIn() + layer.getNOut()) * width;
        return layer.isProjectInput()
                ? new AttentionCount(layer.getNHeads(), width, steps, steps, weights * steps, 3 * width * steps)
                : new AttentionCount(layer.getNHeads(), width, steps, steps, 0, 0);
    }

    static AttentionCount of(LearnedSelfAttentionLayer layer, double steps) {
        double queries = layer.getNQueries();
        double width = layer.isProjectInput() ? (double) layer.getNHeads() * layer.getHeadSize() : layer.getNIn();
        double projected = 2 * layer.getNIn() * width * steps + (layer.getNIn() + layer.getNOut()) * width * queries;
        return layer.isProjectInput()
                ? new AttentionCount(layer.getNHeads(), width, queries, steps, projected, width * (2 * steps + queries))
                : new AttentionCount(layer.getNHeads(), width, queries, steps, 0, 0);
    }

    /** @param steps of its arguments: queries, keys, values */
    static AttentionCount of(AttentionVertex vertex, List<Long> steps) {
        double queries = steps.get(0);
        double keys = steps.get(1);
        double width = vertex.isProjectInput() ? (double) vertex.getNHeads() * vertex.getHeadSize() : vertex.getNOut();
        double projected = width
                * (queries * (vertex.getNInQueries() + vertex.getNOut())
                        + keys * (vertex.getNInKeys() + vertex.getNInValues()));
        return vertex.isProjectInput()
                ? new AttentionCount(vertex.getNHeads(), width, queries, keys, projected, width * (2 * keys + queries))
                : new AttentionCount(vertex.getNHeads(), width, queries, keys, 0, 0);
    }

    Count count(double rows) {
        double kept = projections + width * queries + heads * queries * keys;
        return new Count(
                2 * projected * rows, 4 * queries * keys * width * rows, kept * rows, 2 * kept * rows, Basis.KNOWN);
    }
}
