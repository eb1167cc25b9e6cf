package dev.braid.dl4j.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Puts low-rank bypasses (Hu et al. 2021) on the layers of a network and freezes the rest: on DenseLayers, on the
 * projections of SelfAttentionLayers, and on every matrix of Braid's own layers. Immutable.
 *
 * <p>A place is named {@code LAYER.MATRIX}, such as {@code encoder.W} or {@code layer0.Wq}; targets are such names or
 * patterns with {@code *}. Layers in {@code trained} go on learning as they are, and so do output layers, which DL4J cannot
 * freeze.
 */
public final class LoraConfigurer {
    private final int rank;
    private final double alpha;
    private final List<String> targets;
    private final List<String> trained;

    /**
     * @param alpha the bypass counts {@code alpha / rank}
     * @param targets places that get a bypass
     * @param trained further layers that are not frozen
     */
    public LoraConfigurer(int rank, double alpha, List<String> targets, List<String> trained) {
        if (rank < 1 || !(alpha > 0)) {
            throw new IllegalArgumentException(
                    "rank is " + rank + " and alpha " + alpha + "; rank must be at least 1" + " and alpha above 0");
        }
        this.rank = rank;
        this.alpha = alpha;
        this.targets = List.copyOf(targets);
        this.trained = List.copyOf(trained);
    }

    /**
     * The network with bypasses, which change nothing yet; the given one stays as it is.
     *
     * @throws IllegalArgumentException naming a pattern that meets nothing, and what there is
     */
    public ComputationGraph apply(ComputationGraph graph) {
        ComputationGraphConfiguration configuration = graph.getConfiguration().clone();
        Names names = Names.of(configuration);
        targets.forEach(pattern -> names.require("target", pattern, names.places()));
        trained.forEach(pattern -> names.require("layer to train", pattern, names.layers()));
        configuration.getVertices().forEach((name, vertex) -> {
            if (vertex instanceof LayerVertex layer
                    && !matches(trained, name)
                    && canChange(layer.getLayerConf().getLayer())) {
                set(layer, bypassed(name, layer.getLayerConf().getLayer()));
            }
        });
        ComputationGraph result = initialised(configuration);
        copy(graph, result, graph.paramTable().keySet());
        return result;
    }

    private static boolean canChange(Layer layer) {
        return !(layer instanceof BaseOutputLayer) && layer.initializer().numParams(layer) > 0;
    }

    private Layer bypassed(String name, Layer layer) {
        List<String> at = Names.matrices(layer).stream()
                .filter(matrix -> matches(targets, name + "." + matrix))
                .toList();
        if (layer instanceof KernelLayer kernel) {
            kernel.setLora(rank, alpha, at);
            return kernel;
        }
        if (layer instanceof FrozenLayer) {
            return layer;
        }
        if (at.isEmpty()) {
            return FrozenBesideLora.of(layer);
        }
        if (layer instanceof SelfAttentionLayer attention) {
            return new LoraSelfAttention(attention, rank, alpha, at);
        }
        LoraDenseLayer dense = new LoraDenseLayer((DenseLayer) layer);
        dense.setLora(rank, alpha, at);
        return dense;
    }

    /** Whether a network has bypasses, or layers that were frozen beside them. */
    public static boolean isApplied(ComputationGraph graph) {
        return graph.getConfiguration().getVertices().values().stream()
                .anyMatch(vertex -> vertex instanceof LayerVertex layer
                        && isChanged(layer.getLayerConf().getLayer()));
    }

    private static boolean isChanged(Layer layer) {
        return layer instanceof LoraSelfAttention
                || layer instanceof FrozenBesideLora
                || layer instanceof KernelLayer kernel && kernel.getLoraRank() > 0;
    }

    /**
     * The network with its bypasses folded into the weights and everything thawed that {@link #apply} froze: the layers
     * that it had before. The given one stays as it is.
     */
    public static ComputationGraph merge(ComputationGraph graph) {
        ComputationGraphConfiguration configuration = graph.getConfiguration().clone();
        configuration.getVertices().values().forEach(vertex -> {
            if (vertex instanceof LayerVertex layer) {
                set(layer, plain(layer.getLayerConf().getLayer()));
            }
        });
        ComputationGraph result = initialised(configuration);
        copy(graph, result, result.paramTable().keySet());
        graph.getConfiguration().getVertices().forEach((name, vertex) -> {
            if (vertex instanceof LayerVertex layer) {
                fold(graph, name, layer.getLayerConf().getLayer(), result);
            }
        });
        return result;
    }

    private static Layer plain(Layer layer) {
        if (layer instanceof FrozenBesideLora frozen) {
            return frozen.getOriginal();
        }
        if (layer instanceof LoraSelfAttention attention) {
            return attention.plain();
        }
        if (layer instanceof LoraDenseLayer dense) {
            return dense.dense();
        }
        if (layer instanceof KernelLayer kernel) {
            kernel.removeLora();
        }
        return layer;
    }

    private static void fold(ComputationGraph from, String name, Layer layer, ComputationGraph to) {
        Map<String, INDArray> params = from.getLayer(name).paramTable();
        if (layer instanceof LoraSelfAttention attention) {
            LoraSelfAttention.PROJECTIONS.forEach(
                    projection -> to.getLayer(name).getParam(projection).assign(attention.folded(params, projection)));
        } else if (layer instanceof KernelLayer kernel) {
            for (String target : kernel.getLoraTargets()) {
                INDArray product = params.get(Projection.loraA(target)).mmul(params.get(Projection.loraB(target)));
                to.getLayer(name).getParam(target).addi(product.muli(kernel.loraScale()));
            }
        }
    }

    /** The names of the last network's parameters would stay beside the new ones. */
    private static void set(LayerVertex vertex, Layer layer) {
        NeuralNetConfiguration own = vertex.getLayerConf();
        own.setLayer(layer);
        own.clearVariables();
    }

    private static ComputationGraph initialised(ComputationGraphConfiguration configuration) {
        // What is drawn follows from the configuration's seed, as the weights of a new network do.
        Nd4j.getRandom().setSeed(configuration.getDefaultConfiguration().getSeed());
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        return graph;
    }

    private static void copy(ComputationGraph from, ComputationGraph to, Set<String> names) {
        names.forEach(name -> to.getParam(name).assign(from.getParam(name)));
    }

    private static boolean matches(List<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> Names.matches(pattern, name));
    }

    /**
     * What patterns may meet.
     *
     * @param places {@code LAYER.MATRIX}
     */
    private record Names(List<String> layers, List<String> places) {
        static Names of(ComputationGraphConfiguration configuration) {
            List<String> layers = new ArrayList<>();
            List<String> places = new ArrayList<>();
            for (Map.Entry<String, GraphVertex> entry :
                    configuration.getVertices().entrySet()) {
                if (entry.getValue() instanceof LayerVertex vertex) {
                    layers.add(entry.getKey());
                    Layer layer = vertex.getLayerConf().getLayer();
                    requireNone(entry.getKey(), layer);
                    matrices(layer).forEach(matrix -> places.add(entry.getKey() + "." + matrix));
                }
            }
            return new Names(layers, places);
        }

        private static void requireNone(String name, Layer layer) {
            if (isChanged(layer)) {
                throw new IllegalArgumentException(
                        "layer \"" + name + "\" has low-rank bypasses or was frozen beside them; merge them first");
            }
        }

        /** Matrices of a layer that can have a bypass. */
        static List<String> matrices(Layer layer) {
            if (layer instanceof KernelLayer kernel) {
                return kernel.projections();
            }
            if (layer instanceof SelfAttentionLayer attention) {
                return attention.isProjectInput() ? LoraSelfAttention.PROJECTIONS : List.of();
            }
            boolean dense = layer.getClass() == DenseLayer.class && !((DenseLayer) layer).hasLayerNorm();
            return dense ? List.of(LoraDenseLayer.WEIGHT) : List.of();
        }

        static boolean matches(String pattern, String name) {
            String regex = "\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E";
            return Pattern.matches(regex, name);
        }

        void require(String what, String pattern, List<String> among) {
            if (among.stream().noneMatch(name -> matches(pattern, name))) {
                throw new IllegalArgumentException(
                        "the " + what + " \"" + pattern + "\" meets nothing; there is " + among);
            }
        }
    }
}
