package dev.braid.dl4j.cost;

import dev.braid.dl4j.layer.AttentionBlock;
import dev.braid.dl4j.layer.DecoderBlock;
import dev.braid.dl4j.layer.FeatureInteraction;
import dev.braid.dl4j.layer.LinearLayer;
import dev.braid.dl4j.layer.LoraDenseLayer;
import dev.braid.dl4j.layer.RmsNormLayer;
import dev.braid.dl4j.shape.TensorShape;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.AbstractLSTM;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** The counting rules of DL4J's layers. The first rule whose class a layer has decides. */
final class LayerCounts {
    /** Gates and the state of a cell, beside its output. */
    private static final int LSTM_KEEPS = 5;

    private static final int LSTM_GATES = 4;

    private static final List<Entry<?>> RULES = List.of(
            new Entry<>(
                    SelfAttentionLayer.class,
                    (layer, at) -> AttentionCount.of(layer, at.in().steps())
                            .count(at.in().rows())),
            new Entry<>(
                    LearnedSelfAttentionLayer.class,
                    (layer, at) -> AttentionCount.of(layer, at.in().steps())
                            .count(at.in().rows())),
            new Entry<>(FrozenLayer.class, (layer, at) -> of(layer.getLayer(), at)),
            new Entry<>(BaseWrapperLayer.class, (layer, at) -> of(layer.getUnderlying(), at)),
            new Entry<>(
                    Bidirectional.class,
                    (layer, at) -> of(layer.getFwd(), at.withParameters(at.parameters() / 2))
                            .twice()),
            new Entry<>(
                    GravesBidirectionalLSTM.class,
                    (layer, at) -> lstm(layer, at).twice()),
            new Entry<>(AbstractLSTM.class, LayerCounts::lstm),
            new Entry<>(SimpleRnn.class, (layer, at) -> recurrent(layer, at, 1)),
            new Entry<>(
                    Deconvolution2D.class,
                    (layer, at) -> Count.product(kernel(layer, at), at.in().positions())),
            new Entry<>(
                    Deconvolution3D.class,
                    (layer, at) -> Count.product(kernel(layer, at), at.in().positions())),
            new Entry<>(
                    ConvolutionLayer.class,
                    (layer, at) -> Count.product(kernel(layer, at), at.out().positions())),
            new Entry<>(DecoderBlock.class, LayerCounts::decoder),
            new Entry<>(AttentionBlock.class, LayerCounts::attention),
            new Entry<>(FeatureInteraction.class, LayerCounts::interaction),
            new Entry<>(LoraDenseLayer.class, LayerCounts::dense),
            new Entry<>(
                    RmsNormLayer.class,
                    (layer, at) -> Count.COPY.keeping(at.in().elements())),
            new Entry<>(LinearLayer.class, LayerCounts::dense),
            new Entry<>(DenseLayer.class, LayerCounts::dense),
            new Entry<>(BaseOutputLayer.class, LayerCounts::dense),
            new Entry<>(
                    BatchNormalization.class,
                    (layer, at) -> Count.COPY.keeping(at.in().elements())),
            new Entry<>(
                    DropoutLayer.class,
                    (layer, at) -> Count.COPY.keeping(at.in().elements())),
            new Entry<>(PReLULayer.class, (layer, at) -> Count.COPY),
            new Entry<>(ElementWiseMultiplicationLayer.class, (layer, at) -> Count.COPY),
            new Entry<>(AbstractSameDiffLayer.class, (layer, at) -> LayerCounts.assumed(at)),
            new Entry<>(Layer.class, (layer, at) -> at.parameters() == 0 ? Count.COPY : assumed(at)));

    private LayerCounts() {}

    /** Where a layer stands. */
    record Place(TensorShape in, TensorShape out, double parameters) {
        Place withParameters(double number) {
            return new Place(in, out, number);
        }
    }

    private interface Rule<T> {
        Count count(T layer, Place at);
    }

    private record Entry<T extends Layer>(Class<T> type, Rule<T> rule) {
        Count count(Layer layer, Place at) {
            return rule.count(type.cast(layer), at);
        }
    }

    static Count of(Layer layer, Place at) {
        return RULES.stream()
                .filter(entry -> entry.type().isInstance(layer))
                .findFirst()
                .orElseThrow()
                .count(layer, at);
    }

    private static Count dense(FeedForwardLayer layer, Place at) {
        double in = layer.getNIn();
        return Count.product(in * layer.getNOut(), at.in().elements() / in);
    }

    private static double kernel(ConvolutionLayer layer, Place at) {
        return at.parameters() - (layer.hasBias() ? layer.getNOut() : 0);
    }

    /** Scores are not kept, and of each query half of the keys are seen. */
    private static Count decoder(DecoderBlock block, Place at) {
        double tokens = (double) at.in().steps() * at.in().rows();
        double queries = (double) block.getHeads() * block.getHeadSize();
        double keys = (double) block.getKvHeads() * block.getHeadSize();
        double weights = block.getNIn() * (2 * queries + 2 * keys + 3.0 * block.getIntermediate());
        double kept = 3.0 * block.getNIn() + 2 * queries + 2 * keys + 3.0 * block.getIntermediate();
        double products = 2.0 * tokens * at.in().steps() * queries;
        return new Count(2 * weights * tokens, products, kept * tokens, 2 * kept * tokens, Count.Basis.KNOWN);
    }

    private static Count attention(AttentionBlock block, Place at) {
        double tokens = (double) at.in().steps() * at.in().rows();
        double width = block.getNIn();
        double seen = at.in().steps() / (block.getMask() == AttentionBlock.Mask.CAUSAL ? 2.0 : 1.0);
        double kept = 6 * width * tokens;
        return new Count(8 * width * width * tokens, 4 * tokens * seen * width, kept, 2 * kept, Count.Basis.KNOWN);
    }

    private static Count interaction(FeatureInteraction layer, Place at) {
        double products = 2.0 * layer.getNIn() * layer.getVectors();
        return new Count(0, products, 0, 0, Count.Basis.KNOWN);
    }

    private static Count lstm(FeedForwardLayer layer, Place at) {
        return recurrent(layer, at, LSTM_GATES)
                .keeping((double) LSTM_KEEPS
                        * layer.getNOut()
                        * at.in().steps()
                        * at.in().rows());
    }

    private static Count recurrent(FeedForwardLayer layer, Place at, int gates) {
        double weights = (double) gates * layer.getNOut() * (layer.getNIn() + layer.getNOut());
        return Count.product(weights, (double) at.in().steps() * at.in().rows());
    }

    private static Count assumed(Place at) {
        return Count.assumed(at.parameters(), (double) at.in().steps() * at.in().rows());
    }
}
