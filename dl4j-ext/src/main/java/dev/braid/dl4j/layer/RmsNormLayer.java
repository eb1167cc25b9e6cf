package dev.braid.dl4j.layer;

import dev.braid.dl4j.compute.RowMath;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * RMSNorm over the features of each step (Zhang and Sennrich 2019), as it stands before a decoder's head. One parameter,
 * {@code gain} {@code [1, nIn]}.
 */
public final class RmsNormLayer extends KernelLayer {
    static final String GAIN = "gain";

    private double eps;

    RmsNormLayer() {}

    private RmsNormLayer(Builder builder) {
        super(builder);
        eps = builder.eps;
    }

    public double getEps() {
        return eps;
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        setFeatures(input, override);
        setNOut(getNIn());
    }

    @Override
    List<Weight> baseWeights() {
        return List.of(Weight.gain(GAIN, nIn));
    }

    @Override
    RowFunction function() {
        double added = eps;
        return (math, weights, x, sequences) -> new Norm(math, weights, x, added);
    }

    @Override
    List<Object> settings() {
        return List.of(eps);
    }

    private record Norm(RowMath math, Weights weights, INDArray x, double eps) implements RowFunction.Pass {
        @Override
        public INDArray output() {
            return math.rmsNorm(x, weights.plain(GAIN), eps);
        }

        @Override
        public Optional<INDArray> backward(INDArray dy, Weights gradients) {
            if (gradients.has(GAIN)) {
                math.rmsNormGain(x, eps, dy, gradients.plain(GAIN));
            }
            return Optional.of(math.rmsNormInput(x, weights.plain(GAIN), eps, dy));
        }
    }

    /** The settings. */
    public static final class Builder extends FeedForwardLayer.Builder<Builder> {
        private static final double USUAL_EPS = 1e-5;

        private double eps = USUAL_EPS;

        /** Added to the mean square; 1e-5 unless set. */
        public Builder eps(double added) {
            eps = added;
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public RmsNormLayer build() {
            return new RmsNormLayer(this);
        }
    }
}
