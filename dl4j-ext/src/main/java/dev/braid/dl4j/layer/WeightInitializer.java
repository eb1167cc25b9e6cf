package dev.braid.dl4j.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Gives the parameters of a {@link KernelLayer} their places in DL4J's flat array, and their first values. */
final class WeightInitializer implements ParamInitializer {
    private static KernelLayer of(Layer layer) {
        return (KernelLayer) layer;
    }

    private static List<String> names(Layer layer, Predicate<Weight> which) {
        return of(layer).weights().stream().filter(which).map(Weight::name).toList();
    }

    private static boolean isBias(Weight weight) {
        return weight.kind() == Weight.Kind.BIAS;
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return of(layer).weights().stream().mapToLong(Weight::count).sum();
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return names(layer, weight -> true);
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return names(layer, weight -> !isBias(weight));
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return names(layer, WeightInitializer::isBias);
    }

    @Override
    public boolean isWeightParam(Layer layer, String name) {
        return weightKeys(layer).contains(name);
    }

    @Override
    public boolean isBiasParam(Layer layer, String name) {
        return biasKeys(layer).contains(name);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray flat, boolean initialise) {
        KernelLayer layer = of(conf.getLayer());
        Map<String, INDArray> views = views(layer, flat);
        for (Weight weight : layer.weights()) {
            conf.addVariable(weight.name());
            if (initialise) {
                first(layer, weight, views.get(weight.name()));
            }
        }
        return views;
    }

    private static void first(KernelLayer layer, Weight weight, INDArray view) {
        switch (weight.kind()) {
            case MATRIX, TABLE -> {
                long[] shape = {weight.in(), weight.out()};
                INDArray line = view.reshape(weight.order(), new long[] {weight.count()});
                layer.getWeightInitFn().init(weight.in(), weight.out(), shape, weight.order(), line);
            }
            case GAIN -> view.assign(1);
            case BIAS -> view.assign(layer.getBiasInit());
            case LORA_A ->
                view.assign(Nd4j.rand(view.dataType(), view.shape()).subi(0.5).muli(2 / Math.sqrt(weight.in())));
            case LORA_B -> view.assign(0);
        }
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray flat) {
        return views(of(conf.getLayer()), flat);
    }

    private static Map<String, INDArray> views(KernelLayer layer, INDArray flat) {
        Map<String, INDArray> views = new LinkedHashMap<>();
        if (layer.weights().isEmpty()) {
            return views;
        }
        INDArray line = flat.reshape(flat.length());
        long from = 0;
        for (Weight weight : layer.weights()) {
            INDArray part = line.get(NDArrayIndex.interval(from, from + weight.count()));
            views.put(weight.name(), part.reshape(weight.order(), weight.in(), weight.out()));
            from += weight.count();
        }
        return views;
    }
}
