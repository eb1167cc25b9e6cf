package dev.braid.dl4j.layer;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One product on the features of each row or step, without bias: the head of a decoder, before an RnnLossLayer.
 * (RnnOutputLayer without a bias trains, but DL4J M2.1 fails to compute its output.) One parameter, {@code W} {@code [nIn,
 * nOut]}.
 */
public final class LinearLayer extends KernelLayer {
    static final String WEIGHT = "W";

    LinearLayer() {}

    private LinearLayer(Builder builder) {
        super(builder);
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        setFeatures(input, override);
        if (getNOut() < 1) {
            throw new IllegalStateException(named() + " has nOut " + getNOut() + ", must be at least 1");
        }
    }

    @Override
    List<Weight> baseWeights() {
        return List.of(Weight.matrix(WEIGHT, nIn, nOut));
    }

    @Override
    RowFunction function() {
        double scale = loraScale();
        return (math, weights, x, sequences) -> new Product(new Projection(math, weights, WEIGHT, scale), x);
    }

    @Override
    List<Object> settings() {
        return List.of();
    }

    private record Product(Projection projection, INDArray x) implements RowFunction.Pass {
        @Override
        public INDArray output() {
            return projection.forward(x);
        }

        @Override
        public Optional<INDArray> backward(INDArray dy, Weights gradients) {
            return Optional.of(projection.backward(x, dy, gradients));
        }
    }

    /** The sizes. */
    public static final class Builder extends FeedForwardLayer.Builder<Builder> {
        @Override
        @SuppressWarnings("unchecked")
        public LinearLayer build() {
            return new LinearLayer(this);
        }
    }
}
