package dev.braid.dl4j.layer;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A layer that {@link LoraConfigurer} froze: gradients pass through it, its weights stay. A class of its own, so that
 * merging thaws these and leaves what the user has frozen; it keeps the layer as it was, because DL4J M2.1 decays the
 * weights of a layer frozen with backprop as long as that has a regularisation.
 */
public final class FrozenBesideLora extends FrozenLayerWithBackprop {
    private Layer original;

    /** For JSON, which fills in the rest. */
    FrozenBesideLora(@JsonProperty("layer") Layer layer) {
        super(layer);
    }

    static FrozenBesideLora of(Layer original) {
        Layer inner = original instanceof FrozenLayerWithBackprop users ? users.getUnderlying() : original;
        FrozenBesideLora frozen = new FrozenBesideLora(withoutRegularisation(inner.clone()));
        frozen.original = original;
        frozen.setLayerName(original.getLayerName());
        return frozen;
    }

    private static Layer withoutRegularisation(Layer layer) {
        List<Regularization> none = List.of();
        if (layer instanceof BaseLayer base) {
            base.setRegularization(none);
            base.setRegularizationBias(none);
        } else if (layer instanceof AbstractSameDiffLayer base) {
            base.setRegularization(none);
            base.setRegularizationBias(none);
        }
        return layer;
    }

    /** The layer as it was. */
    public Layer getOriginal() {
        return original;
    }
}
