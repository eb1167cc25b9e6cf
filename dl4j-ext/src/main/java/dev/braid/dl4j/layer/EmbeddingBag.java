package dev.braid.dl4j.layer;

import dev.braid.dl4j.compute.RowMath;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The sum of rows of a table for a set of ids, as recommenders have it for a category with several values (Naumov et al.
 * 2019): reads {@code [samples, nIn]} ids, of which -1 stands for none, writes {@code [samples, nOut]}. One parameter,
 * {@code W} {@code [rows, nOut]}.
 */
public final class EmbeddingBag extends KernelLayer {
    static final String TABLE = "W";
    private static final int NONE = -1;

    private long rows;

    EmbeddingBag() {}

    private EmbeddingBag(Builder builder) {
        super(builder);
        rows = builder.rows;
        if (rows < 1 || nOut < 1) {
            throw new IllegalArgumentException("rows is " + rows + " and nOut " + nOut + ", both must be at least 1");
        }
    }

    public long getRows() {
        return rows;
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        if (!(input instanceof InputType.InputTypeFeedForward)) {
            throw new IllegalStateException(
                    named() + " reads " + input + ", but needs ids side by side, as feedforward:100");
        }
        setFeatures(input, override);
    }

    @Override
    List<Weight> baseWeights() {
        return List.of(Weight.table(TABLE, rows, nOut));
    }

    @Override
    RowFunction function() {
        return (math, weights, x, sequences) -> new Sums(math, weights, Ids.of(this, x, NONE, rows), (int) x.size(1));
    }

    @Override
    List<Object> settings() {
        return List.of(rows);
    }

    private record Sums(RowMath math, Weights weights, int[] ids, int bagSize) implements RowFunction.Pass {
        @Override
        public INDArray output() {
            return math.bags(ids, bagSize, weights.plain(TABLE));
        }

        @Override
        public Optional<INDArray> backward(INDArray dy, Weights gradients) {
            if (gradients.has(TABLE)) {
                math.bagsTable(ids, bagSize, dy, gradients.plain(TABLE));
            }
            return Optional.empty();
        }
    }

    /** The sizes. */
    public static final class Builder extends FeedForwardLayer.Builder<Builder> {
        private long rows;

        /** Of the table. */
        public Builder rows(long count) {
            rows = count;
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public EmbeddingBag build() {
            return new EmbeddingBag(this);
        }
    }
}
