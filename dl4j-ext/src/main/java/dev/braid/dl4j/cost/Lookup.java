package dev.braid.dl4j.cost;

import dev.braid.dl4j.layer.EmbeddingBag;
import dev.braid.dl4j.shape.ShapedVertex;
import dev.braid.dl4j.shape.TableIds;
import dev.braid.dl4j.shape.Updates;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Work;
import org.deeplearning4j.nn.conf.graph.LayerVertex;

/**
 * Rows of an embedding table: only those that are read cost time, and the weight gradient moves them twice, to add up.
 * State and all-reduce are those of the whole table.
 */
final class Lookup {
    private Lookup() {}

    static boolean isOne(ShapedVertex vertex) {
        return TableIds.limit(vertex).isPresent();
    }

    static Operator operator(ShapedVertex vertex, int width) {
        double sum = vertex.output().elements() * width;
        double rows = rows(vertex) * width;
        double indices = vertex.argumentElements() * width;
        // Rows that are added up count an operation each, rows that are handed on none.
        double flops = rows > sum ? rows / width : 0;
        Work update = new Work.Counted(flops, 0, 2 * rows + indices + sum);
        return new Operator(
                vertex.name(),
                new Work.Counted(flops, 0, rows + indices + sum),
                Work.NONE,
                vertex.updates() == Updates.TRAINED ? update : Work.NONE,
                (double) vertex.parameters() * width,
                sum + vertex.dataElements() * width);
    }

    /** Elements of the rows that are read. */
    private static double rows(ShapedVertex vertex) {
        boolean bag = vertex.vertex() instanceof LayerVertex layer
                && layer.getLayerConf().getLayer() instanceof EmbeddingBag;
        return bag
                ? vertex.argumentElements() * vertex.output().elements()
                : vertex.output().elements();
    }
}
