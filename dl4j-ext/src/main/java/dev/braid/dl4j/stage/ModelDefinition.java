package dev.braid.dl4j.stage;

import dev.braid.dl4j.cost.CostGraphs;
import dev.braid.dl4j.cost.CountedCosts;
import dev.braid.dl4j.cost.VertexCosts;
import dev.braid.dl4j.files.NetworkReader;
import dev.braid.dl4j.profile.MeasuredCosts;
import dev.braid.dl4j.profile.Profiling;
import dev.braid.dl4j.shape.ShapedVertex;
import dev.braid.dl4j.shape.Shapes;
import dev.braid.dl4j.shape.TableIds;
import dev.braid.gpp.cost.CostGraph;
import dev.braid.stage.BorderTensor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * What a model of DL4J computes, without its weights: the configuration, with the shape of every vertex. Immutable; any
 * thread.
 */
public final class ModelDefinition {
    /** What is done about layers that normalise over a batch. */
    public enum BatchNormalisation {
        REFUSED,
        /** Over each micro-batch of a replica; the running mean and variance average over them. */
        PER_MICRO_BATCH
    }

    private final String name;
    private final String json;
    private final Map<String, String> inputTypes;
    private final BatchNormalisation batchNormalisation;
    private final ModelShapes shapes;

    private ModelDefinition(
            String name, String json, Map<String, String> inputTypes, BatchNormalisation batchNormalisation) {
        ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
        Refusals.check(name, configuration, batchNormalisation);
        this.name = name;
        this.json = json;
        this.inputTypes = Map.copyOf(inputTypes);
        this.batchNormalisation = batchNormalisation;
        this.shapes = ModelShapes.of(name, configuration, inputTypes);
    }

    /**
     * @param name for messages
     * @param json a ComputationGraphConfiguration
     * @param inputTypes of the inputs whose layers do not tell them, as {@link Shapes} takes them
     * @throws IllegalArgumentException naming what cannot keep its meaning in a pipeline, and where
     */
    public static ModelDefinition parse(
            String name, String json, Map<String, String> inputTypes, BatchNormalisation batchNormalisation) {
        return new ModelDefinition(name, json, inputTypes, batchNormalisation);
    }

    static ModelDefinition of(
            String name,
            ComputationGraphConfiguration configuration,
            Map<String, String> inputTypes,
            BatchNormalisation batchNormalisation) {
        return new ModelDefinition(name, configuration.toJson(), inputTypes, batchNormalisation);
    }

    /** The same model with other layers. */
    ModelDefinition with(ComputationGraphConfiguration changed) {
        return new ModelDefinition(name, changed.toJson(), inputTypes, batchNormalisation);
    }

    public String name() {
        return name;
    }

    /** The configuration, from which {@link #parse} makes the same definition. */
    public String json() {
        return json;
    }

    /** Types of the inputs, those that were told. */
    public Map<String, String> inputTypes() {
        return inputTypes;
    }

    /** The model's inputs, as a dataset must bring them. */
    public List<BorderTensor> inputs() {
        return shapes.inputs();
    }

    /** What the model's output layers are compared with. */
    public List<BorderTensor> labels() {
        return shapes.labels();
    }

    /** Rows of the smallest table that an input chooses from by number; empty where inputs are values. */
    public Optional<Long> vocabulary() {
        List<String> inputs = inputs().stream().map(BorderTensor::name).toList();
        return shapes.vertices().stream()
                .filter(vertex -> vertex.reads().stream().anyMatch(inputs::contains))
                .flatMap(vertex -> TableIds.limit(vertex).stream())
                .min(Long::compare);
    }

    /** Costs by counting. */
    public CostGraph counted() {
        return costs(new CountedCosts(shapes.elementBytes()));
    }

    /** Costs measured on this machine. */
    public CostGraph measured(Profiling profiling, LongSupplier nanoTime) {
        return costs(new MeasuredCosts(shapes.elementBytes(), profiling, nanoTime));
    }

    private CostGraph costs(VertexCosts costs) {
        return CostGraphs.of(
                Shapes.of(NetworkReader.of(name, configuration()), inputTypes), costs, shapes.elementBytes());
    }

    /**
     * The stage that holds these vertices.
     *
     * @param number of the stage; seeds what is random in it
     */
    public StageDefinition stage(int number, Collection<String> vertices) {
        return StageCut.of(configuration(), shapes, number, vertices);
    }

    /** A configuration of one's own: DL4J's are not immutable. */
    ComputationGraphConfiguration configuration() {
        return ComputationGraphConfiguration.fromJson(json);
    }

    /** In a topological order. */
    public List<String> vertices() {
        return shapes.vertices().stream().map(ShapedVertex::name).toList();
    }

    @Override
    public String toString() {
        return name + " (" + shapes.vertices().size() + " vertices)";
    }
}
