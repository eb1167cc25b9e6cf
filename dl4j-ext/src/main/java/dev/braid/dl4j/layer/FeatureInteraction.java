package dev.braid.dl4j.layer;

import dev.braid.dl4j.compute.RowMath;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The dot products of all pairs of a sample's vectors, behind the first vector itself: the interaction of DLRM (Naumov et
 * al. 2019). Reads {@code vectors} of equal size side by side, as a MergeVertex writes them; writes the first one, then the
 * products of vector 1 with 0, 2 with 0, 2 with 1, 3 with 0 and so on. Has no parameters.
 */
public final class FeatureInteraction extends KernelLayer {
    private int vectors;

    FeatureInteraction() {}

    private FeatureInteraction(Builder builder) {
        super(builder);
        vectors = builder.vectors;
        if (vectors < 2) {
            throw new IllegalArgumentException("vectors is " + vectors + ", must be at least 2");
        }
    }

    public int getVectors() {
        return vectors;
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        if (!(input instanceof InputType.InputTypeFeedForward)) {
            throw new IllegalStateException(named() + " reads " + input + ", but needs vectors side by side");
        }
        setFeatures(input, override);
        if (getNIn() % vectors != 0) {
            throw new IllegalStateException(
                    named() + " reads " + getNIn() + " features, which are not " + vectors + " vectors of equal size");
        }
        setNOut(getNIn() / vectors + (long) vectors * (vectors - 1) / 2);
    }

    @Override
    List<Weight> baseWeights() {
        return List.of();
    }

    @Override
    RowFunction function() {
        return (math, weights, x, sequences) -> new Products(math, vectors, x);
    }

    @Override
    List<Object> settings() {
        return List.of(vectors);
    }

    private record Products(RowMath math, int vectors, INDArray x) implements RowFunction.Pass {
        @Override
        public INDArray output() {
            return Nd4j.hstack(first(x), math.interaction(x, vectors));
        }

        @Override
        public Optional<INDArray> backward(INDArray dy, Weights gradients) {
            INDArray pairs = dy.get(NDArrayIndex.all(), NDArrayIndex.interval(size(), dy.size(1)));
            INDArray dx = math.interactionBackward(x, vectors, pairs);
            first(dx).addi(first(dy));
            return Optional.of(dx);
        }

        private long size() {
            return x.size(1) / vectors;
        }

        private INDArray first(INDArray rows) {
            return rows.get(NDArrayIndex.all(), NDArrayIndex.interval(0, size()));
        }
    }

    /** The number of vectors. */
    public static final class Builder extends FeedForwardLayer.Builder<Builder> {
        private int vectors;

        public Builder vectors(int count) {
            vectors = count;
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public FeatureInteraction build() {
            return new FeatureInteraction(this);
        }
    }
}
