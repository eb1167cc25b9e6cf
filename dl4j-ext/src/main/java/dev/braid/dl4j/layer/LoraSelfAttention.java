package dev.braid.dl4j.layer;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * DL4J's SelfAttentionLayer with low-rank bypasses at its projections, as {@link LoraConfigurer} makes it. Beside the
 * layer's own parameters, which are frozen, each bypassed projection has {@code NAME.loraA} {@code [rows, rank]} and {@code
 * NAME.loraB} {@code [rank, columns]} of the projection seen as a matrix.
 */
public final class LoraSelfAttention extends SelfAttentionLayer {
    static final List<String> PROJECTIONS = List.of("Wq", "Wk", "Wv", "Wo");

    private int loraRank;
    private double loraAlpha;
    private List<String> loraTargets = List.of();

    LoraSelfAttention() {
        super(blank());
    }

    LoraSelfAttention(SelfAttentionLayer layer, int rank, double alpha, List<String> targets) {
        super(blank());
        LoraCopies.settings(layer, this);
        loraRank = rank;
        loraAlpha = alpha;
        loraTargets = List.copyOf(targets);
    }

    /** Sizes that its constructor accepts, to be overwritten. */
    private static SelfAttentionLayer.Builder blank() {
        return new SelfAttentionLayer.Builder().nOut(1).nHeads(1).headSize(1).projectInput(true);
    }

    /** The layer without bypasses, and without its weights. */
    SelfAttentionLayer plain() {
        SelfAttentionLayer layer = blank().build();
        LoraCopies.settings(this, layer);
        return layer;
    }

    public int getLoraRank() {
        return loraRank;
    }

    public double getLoraAlpha() {
        return loraAlpha;
    }

    public List<String> getLoraTargets() {
        return loraTargets;
    }

    double scale() {
        return loraAlpha / loraRank;
    }

    /** Rows of a projection seen as a matrix: heads and features of a head together, before the features read. */
    private long rows() {
        return getNHeads() * getHeadSize();
    }

    private long columns(String projection) {
        return projection.equals("Wo") ? getNOut() : getNIn();
    }

    @Override
    public void defineParameters(SDLayerParams params) {
        super.defineParameters(params);
        for (String target : loraTargets) {
            params.addWeightParam(Projection.loraA(target), rows(), loraRank);
            params.addWeightParam(Projection.loraB(target), loraRank, columns(target));
        }
    }

    @Override
    public void initializeParameters(Map<String, INDArray> params) {
        Map<String, INDArray> base = new HashMap<>(params);
        for (String target : loraTargets) {
            // Here the product is A B with the features read on B's side, so that side is the one that is drawn.
            INDArray drawn = base.remove(Projection.loraB(target));
            drawn.assign(Nd4j.rand(drawn.dataType(), drawn.shape()).subi(0.5).muli(2 / Math.sqrt(columns(target))));
            base.remove(Projection.loraA(target)).assign(0);
        }
        super.initializeParameters(base);
    }

    /** The bypass is folded into the weight in each pass: the projections are one operation of DL4J with the rest. */
    @Override
    public SDVariable defineLayer(SameDiff sd, SDVariable input, Map<String, SDVariable> params, SDVariable mask) {
        Map<String, SDVariable> folded = new HashMap<>(params);
        for (String target : loraTargets) {
            SDVariable product = params.get(Projection.loraA(target)).mmul(params.get(Projection.loraB(target)));
            SDVariable weight = params.get(target);
            SDVariable shaped = target.equals("Wo") ? product : product.reshape(getNHeads(), getHeadSize(), getNIn());
            folded.put(target, weight.add(shaped.mul(scale())));
        }
        return super.defineLayer(sd, input, folded, mask);
    }

    /** The weight with its bypass in it. */
    INDArray folded(Map<String, INDArray> params, String projection) {
        INDArray weight = params.get(projection);
        if (!loraTargets.contains(projection)) {
            return weight;
        }
        INDArray product = params.get(Projection.loraA(projection)).mmul(params.get(Projection.loraB(projection)));
        return weight.add(product.reshape('c', weight.shape()).muli(scale()));
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        Running layer = new Running(conf, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialise));
        layer.setConf(conf);
        return layer;
    }

    /** DL4J subtracts the gradient of a weight whose updater does nothing, so those of frozen weights must be zero. */
    private static final class Running extends SameDiffLayer {
        private static final long serialVersionUID = 1L;

        Running(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr memory) {
            Pair<Gradient, INDArray> both = super.backpropGradient(epsilon, memory);
            both.getFirst().gradientForVariable().forEach((name, gradient) -> {
                if (!isBypass(name)) {
                    gradient.assign(0);
                }
            });
            return both;
        }
    }

    private static boolean isBypass(String param) {
        return param.contains(".lora");
    }

    @Override
    public IUpdater getUpdaterByParam(String param) {
        return isBypass(param) ? super.getUpdaterByParam(param) : new NoOp();
    }

    @Override
    public List<Regularization> getRegularizationByParam(String param) {
        return isBypass(param) ? super.getRegularizationByParam(param) : null;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof LoraSelfAttention layer
                && loraRank == layer.loraRank
                && loraAlpha == layer.loraAlpha
                && loraTargets.equals(layer.loraTargets);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + loraTargets.hashCode() + loraRank;
    }
}
