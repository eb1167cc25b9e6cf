package dev.braid.dl4j.stage;

import dev.braid.dl4j.export.DecoderExport;
import dev.braid.dl4j.files.Causes;
import dev.braid.dl4j.files.ModelText;
import dev.braid.dl4j.layer.LoraConfigurer;
import dev.braid.dl4j.zoo.Dl4jZoo;
import dev.braid.gpp.formats.GraphFileException;
import dev.braid.gpp.zoo.Zoo;
import dev.braid.model.files.SpecialTokens;
import dev.braid.stage.StageState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * A model of DL4J with its weights and its updater's state, in one JVM: what training starts from and what it leaves. Not
 * thread-safe.
 */
public final class WholeModel {
    private final ModelDefinition definition;
    private final ComputationGraph graph;

    private WholeModel(ModelDefinition definition, ComputationGraph graph) {
        this.definition = definition;
        this.graph = graph;
    }

    /**
     * Reads a model: a zip of DL4J's ModelSerializer with its weights, a configuration as JSON whose weights are drawn by
     * its own seed, or {@code zoo:NAME}. A stack of layers becomes a graph.
     *
     * @throws GraphFileException or {@link IllegalArgumentException} naming the file or the layer, and what to do
     */
    public static WholeModel read(
            String name, Map<String, String> inputTypes, ModelDefinition.BatchNormalisation batchNormalisation) {
        boolean zoo = name.startsWith(Zoo.PREFIX);
        ComputationGraph graph = zoo ? new ComputationGraph(Dl4jZoo.configuration(name)) : file(Path.of(name));
        Map<String, String> types = new HashMap<>(zoo ? Dl4jZoo.inputTypes(name) : Map.of());
        types.putAll(inputTypes);
        // Does nothing to a graph that was read with its weights.
        graph.init();
        ModelDefinition definition = ModelDefinition.of(name, graph.getConfiguration(), types, batchNormalisation);
        return new WholeModel(definition, graph);
    }

    private static ComputationGraph file(Path file) {
        ModelText text = ModelText.read(file);
        try {
            boolean zip = text.container() == ModelText.Container.ZIP;
            if (text.kind() == ModelText.Kind.GRAPH) {
                return zip
                        ? ModelSerializer.restoreComputationGraph(file.toFile(), true)
                        : new ComputationGraph(ComputationGraphConfiguration.fromJson(text.json()));
            }
            MultiLayerNetwork stack = zip
                    ? ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true)
                    : new MultiLayerNetwork(MultiLayerConfiguration.fromJson(text.json()));
            stack.init();
            return stack.toComputationGraph();
        } catch (IOException | RuntimeException e) {
            throw new GraphFileException(file + ": DL4J cannot read the model: " + Causes.first(e), e);
        }
    }

    /** The model of a definition with this state. */
    public static WholeModel of(ModelDefinition definition, StageState state, long iterations, int epochs) {
        ComputationGraph graph = new ComputationGraph(definition.configuration());
        graph.init();
        GraphState.write(graph, state);
        graph.getConfiguration().setIterationCount(Math.toIntExact(iterations));
        graph.getConfiguration().setEpochCount(epochs);
        return new WholeModel(definition, graph);
    }

    public ModelDefinition definition() {
        return definition;
    }

    /** A copy of weights and updater state. */
    public StageState state() {
        return GraphState.read(graph);
    }

    /** Updates done before. */
    public long iterations() {
        return graph.getConfiguration().getIterationCount();
    }

    /** Passes over the dataset done before. */
    public int epochs() {
        return graph.getConfiguration().getEpochCount();
    }

    public long parameters() {
        return graph.numParams();
    }

    /** Writes the zip that {@code ComputationGraph.load} reads, updater state included. */
    public void write(File zip) throws IOException {
        ModelSerializer.writeModel(graph, zip, true);
    }

    /** This model with low-rank bypasses in training and the rest frozen. */
    public WholeModel with(LoraConfigurer lora) {
        return changed(lora.apply(graph));
    }

    /** This model with its bypasses, where it has such, folded into the weights; its updater then begins anew. */
    public WholeModel merged() {
        return LoraConfigurer.isApplied(graph) ? changed(LoraConfigurer.merge(graph)) : this;
    }

    private WholeModel changed(ComputationGraph changed) {
        return new WholeModel(definition.with(changed.getConfiguration()), changed);
    }

    /** @throws IllegalArgumentException naming the vertex for which {@link #writeDecoder} cannot be done */
    public void requireDecoder() {
        DecoderExport.of(definition.name(), graph);
    }

    /**
     * Writes the model as a folder in Hugging Face's layout, without a tokenizer.
     *
     * @param tokens that begin and end a text
     * @throws IllegalArgumentException naming the vertex that no decoder has
     */
    public void writeDecoder(Path folder, SpecialTokens tokens) {
        DecoderExport.of(definition.name(), graph).write(graph, tokens, folder);
    }

    ComputationGraph graph() {
        return graph;
    }
}
