package dev.braid.dl4j.layer;

import dev.braid.dl4j.compute.RowMath;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The embedding of a sequence of tokens: reads {@code [samples, steps]} ids, writes series of {@code nOut} features. DL4J's
 * EmbeddingSequenceLayer forgets the size of its vocabulary once it is told how many steps it reads. One parameter, {@code
 * W} {@code [vocabulary, nOut]}.
 */
public final class TokenEmbedding extends KernelLayer {
    static final String TABLE = "W";

    private long vocabulary;

    TokenEmbedding() {}

    private TokenEmbedding(Builder builder) {
        super(builder);
        vocabulary = builder.vocabulary;
        if (vocabulary < 1 || nOut < 1) {
            throw new IllegalArgumentException(
                    "vocabulary is " + vocabulary + " and nOut " + nOut + ", both must be at least 1");
        }
    }

    public long getVocabulary() {
        return vocabulary;
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        if (!(input instanceof InputType.InputTypeFeedForward)) {
            throw new IllegalStateException(
                    named() + " reads " + input + ", but needs one id for each step, as feedforward:64");
        }
        setFeatures(input, override);
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        return InputType.recurrent(nOut, input.arrayElementsPerExample(), getFormat());
    }

    @Override
    int outputRank(int inputRank) {
        return inputRank + 1;
    }

    @Override
    List<Weight> baseWeights() {
        return List.of(Weight.table(TABLE, vocabulary, nOut));
    }

    @Override
    RowFunction function() {
        return (math, weights, x, sequences) -> new Lookup(math, weights, Ids.of(this, x, 0, vocabulary));
    }

    @Override
    List<Object> settings() {
        return List.of(vocabulary);
    }

    private record Lookup(RowMath math, Weights weights, int[] ids) implements RowFunction.Pass {
        @Override
        public INDArray output() {
            return math.rows(ids, weights.plain(TABLE));
        }

        @Override
        public Optional<INDArray> backward(INDArray dy, Weights gradients) {
            if (gradients.has(TABLE)) {
                math.rowsTable(ids, dy, gradients.plain(TABLE));
            }
            return Optional.empty();
        }
    }

    /** The sizes. */
    public static final class Builder extends FeedForwardLayer.Builder<Builder> {
        private long vocabulary;

        /** Rows of the table. */
        public Builder vocabulary(long rows) {
            vocabulary = rows;
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public TokenEmbedding build() {
            return new TokenEmbedding(this);
        }
    }
}
