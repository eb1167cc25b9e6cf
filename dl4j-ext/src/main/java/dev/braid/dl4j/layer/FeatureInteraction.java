package dev.braid.dl4j.layer;

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
 * products of vector 1 with 0, 2 with 0, 2 with 1, 3 with 0 and so on. Computes with ND4J's products, and has no
 * parameters.
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
        return (math, weights, x, sequences) ->
                new Products(vectors, x.reshape('c', x.size(0), vectors, x.size(1) / vectors));
    }

    @Override
    List<Object> settings() {
        return List.of(vectors);
    }

    /** @param x {@code [samples, vectors, size]} */
    private record Products(int vectors, INDArray x) implements RowFunction.Pass {
        @Override
        public INDArray output() {
            INDArray all = Nd4j.matmul(x, x, false, true, false);
            INDArray y = Nd4j.createUninitialized(
                    x.dataType(), new long[] {x.size(0), x.size(2) + (long) vectors * (vectors - 1) / 2}, 'c');
            first(y).assign(vector(x, 0));
            long at = x.size(2);
            for (int i = 1; i < vectors; i++) {
                y.get(NDArrayIndex.all(), NDArrayIndex.interval(at, at + i))
                        .assign(all.get(NDArrayIndex.all(), NDArrayIndex.point(i), NDArrayIndex.interval(0, i)));
                at += i;
            }
            return y;
        }

        /** The product of two vectors has each as the other's gradient: one symmetric matrix for each sample. */
        @Override
        public Optional<INDArray> backward(INDArray dy, Weights gradients) {
            INDArray pairs = Nd4j.zeros(x.dataType(), x.size(0), vectors, vectors);
            long at = x.size(2);
            for (int i = 1; i < vectors; i++) {
                INDArray part = dy.get(NDArrayIndex.all(), NDArrayIndex.interval(at, at + i));
                pairs.get(NDArrayIndex.all(), NDArrayIndex.point(i), NDArrayIndex.interval(0, i))
                        .assign(part);
                pairs.get(NDArrayIndex.all(), NDArrayIndex.interval(0, i), NDArrayIndex.point(i))
                        .assign(part);
                at += i;
            }
            INDArray dx = Nd4j.matmul(pairs, x, false, false, false);
            INDArray ordered = dx.ordering() == 'c' ? dx : dx.dup('c');
            vector(ordered, 0).addi(first(dy));
            return Optional.of(ordered.reshape('c', x.size(0), x.size(1) * x.size(2)));
        }

        private INDArray first(INDArray y) {
            return y.get(NDArrayIndex.all(), NDArrayIndex.interval(0, x.size(2)));
        }

        private static INDArray vector(INDArray all, int number) {
            return all.get(NDArrayIndex.all(), NDArrayIndex.point(number), NDArrayIndex.all());
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
