package dev.braid.dl4j.layer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeRecurrent;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * A layer of DL4J that computes on rows with the kernels of gpu-ops: in FLOAT; in DOUBLE with ND4J's operations. Mutable
 * as all configurations of DL4J are; what has a getter is in the JSON. Its weights may carry low-rank bypasses ({@link LoraConfigurer}); then they alone are
 * trained.
 */
public abstract class KernelLayer extends FeedForwardLayer {
    private RNNFormat format = RNNFormat.NCW;
    private int loraRank;
    private double loraAlpha;
    private List<String> loraTargets = List.of();

    KernelLayer() {}

    KernelLayer(FeedForwardLayer.Builder<?> builder) {
        super(builder);
        initializeConstraints(builder);
    }

    /** Its parameters without bypasses, in the order in which they lie in memory. */
    abstract List<Weight> baseWeights();

    /** Checked before the first pass. */
    abstract RowFunction function();

    /** What tells two layers of a class apart, beside DL4J's own settings. */
    abstract List<Object> settings();

    /** Matrices that a bypass may stand at. */
    final List<String> projections() {
        return baseWeights().stream()
                .filter(weight -> weight.kind() == Weight.Kind.MATRIX)
                .map(Weight::name)
                .toList();
    }

    /** All parameters, in the order in which they lie in memory. */
    final List<Weight> weights() {
        if (loraRank == 0) {
            return baseWeights();
        }
        List<Weight> all = new ArrayList<>();
        for (Weight weight : baseWeights()) {
            all.add(weight.frozen());
            if (loraTargets.contains(weight.name())) {
                all.add(new Weight(
                        Projection.loraA(weight.name()),
                        Weight.Kind.LORA_A,
                        weight.in(),
                        loraRank,
                        Weight.Learning.TRAINED));
                all.add(new Weight(
                        Projection.loraB(weight.name()),
                        Weight.Kind.LORA_B,
                        loraRank,
                        weight.out(),
                        Weight.Learning.TRAINED));
            }
        }
        return all;
    }

    /** @param targets of {@link #projections}; with none the layer is frozen as it is */
    final void setLora(int rank, double alpha, List<String> targets) {
        loraRank = rank;
        loraAlpha = alpha;
        loraTargets = List.copyOf(targets);
    }

    final void removeLora() {
        setLora(0, 0, List.of());
    }

    public final int getLoraRank() {
        return loraRank;
    }

    public final double getLoraAlpha() {
        return loraAlpha;
    }

    public final List<String> getLoraTargets() {
        return loraTargets;
    }

    final double loraScale() {
        return loraRank == 0 ? 0 : loraAlpha / loraRank;
    }

    public final RNNFormat getFormat() {
        return format;
    }

    private Weight weight(String name) {
        return weights().stream()
                .filter(weight -> weight.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("layer " + getLayerName() + " has no parameter " + name
                        + "; it has " + weights().stream().map(Weight::name).toList()));
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        RowLayer layer = new RowLayer(conf, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialise));
        layer.setConf(conf);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return new WeightInitializer();
    }

    /** Sets nIn and what else follows from what the layer reads. */
    @Override
    public abstract void setNIn(InputType input, boolean override);

    /** Sets nIn and the format to those of the input's rows. */
    final void setFeatures(InputType input, boolean override) {
        if (input instanceof InputTypeRecurrent series) {
            format = series.getFormat();
        }
        long size = input instanceof InputTypeRecurrent series ? series.getSize() : input.arrayElementsPerExample();
        if (nIn <= 0 || override) {
            nIn = size;
        }
        if (nIn != size) {
            throw new IllegalStateException(named() + " has nIn " + nIn + ", but reads " + size + " features (" + input
                    + "); leave nIn out or set it to that");
        }
    }

    /** Of the array that it writes, for one of the array that it reads: 2 for features, 3 for a series. */
    int outputRank(int inputRank) {
        return inputRank;
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        return input instanceof InputTypeRecurrent series
                ? InputType.recurrent(nOut, series.getTimeSeriesLength(), series.getFormat())
                : InputType.feedForward(nOut);
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        boolean rows = input instanceof InputTypeRecurrent || input instanceof InputType.InputTypeFeedForward;
        return rows ? null : super.getPreProcessorForInputType(input);
    }

    @Override
    public IUpdater getUpdaterByParam(String name) {
        return weight(name).learning() == Weight.Learning.FROZEN ? new NoOp() : super.getUpdaterByParam(name);
    }

    /** Gains and frozen weights have none. */
    @Override
    public List<Regularization> getRegularizationByParam(String name) {
        Weight weight = weight(name);
        boolean none = weight.learning() == Weight.Learning.FROZEN || weight.kind() == Weight.Kind.GAIN;
        return none ? null : super.getRegularizationByParam(name);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        InputType output = getOutputType(-1, input);
        long parameters = initializer().numParams(this);
        return new LayerMemoryReport.Builder(getLayerName(), getClass(), input, output)
                .standardMemory(parameters, parameters)
                .workingMemory(0, 0, 0, output.arrayElementsPerExample())
                .cacheMemory(0, 0)
                .build();
    }

    final String named() {
        return "layer " + getLayerName() + " (" + getClass().getSimpleName() + ")";
    }

    private List<Object> allSettings() {
        List<Object> all = new ArrayList<>(settings());
        all.addAll(List.of(format, loraRank, loraAlpha, loraTargets));
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof KernelLayer layer
                && getClass() == layer.getClass()
                && allSettings().equals(layer.allSettings());
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + allSettings().hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + allSettings();
    }
}
