package dev.braid.dl4j.layer;

import dev.braid.dl4j.layer.RowFunction.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A DenseLayer of DL4J with a low-rank bypass at its weight, as {@link LoraConfigurer} makes it. Parameters: {@code W} and
 * {@code b} as the dense layer has them, frozen, and {@code W.loraA} {@code [nIn, rank]}, {@code W.loraB} {@code [rank,
 * nOut]}.
 */
public final class LoraDenseLayer extends KernelLayer {
    static final String WEIGHT = "W";
    static final String BIAS = "b";

    private boolean hasBias;

    LoraDenseLayer() {}

    LoraDenseLayer(DenseLayer dense) {
        LoraCopies.settings(dense, this);
        hasBias = dense.hasBias();
    }

    public boolean isHasBias() {
        return hasBias;
    }

    /** The dense layer again, without its weights. */
    DenseLayer dense() {
        DenseLayer dense = new DenseLayer.Builder().hasBias(hasBias).build();
        LoraCopies.settings(this, dense);
        return dense;
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        setFeatures(input, override);
    }

    @Override
    List<Weight> baseWeights() {
        List<Weight> weights = new ArrayList<>(List.of(Weight.matrix(WEIGHT, nIn, nOut)));
        if (hasBias) {
            weights.add(Weight.bias(BIAS, nOut));
        }
        return weights;
    }

    @Override
    RowFunction function() {
        double scale = loraScale();
        IActivation activation = getActivationFn();
        return (math, weights, x, sequences) -> {
            Projection projection = new Projection(math, weights, WEIGHT, scale);
            INDArray z = projection.forward(x);
            if (weights.has(BIAS)) {
                z.addiRowVector(weights.plain(BIAS));
            }
            return new Activated(projection, activation, x, z, activation.getActivation(z.dup(), true));
        };
    }

    @Override
    List<Object> settings() {
        return List.of(hasBias);
    }

    /** @param z before the activation */
    private record Activated(Projection projection, IActivation activation, INDArray x, INDArray z, INDArray output)
            implements Pass {
        @Override
        public Optional<INDArray> backward(INDArray dy, Weights gradients) {
            INDArray dz = activation.backprop(z.dup(), dy.dup()).getFirst();
            if (gradients.has(BIAS)) {
                gradients.plain(BIAS).addi(dz.sum(true, 0));
            }
            return Optional.of(projection.backward(x, dz, gradients));
        }
    }
}
