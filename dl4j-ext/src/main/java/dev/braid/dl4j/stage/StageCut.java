package dev.braid.dl4j.stage;

import dev.braid.stage.BorderTensor;
import dev.braid.stage.StageBorder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;

/** Takes some vertices out of a configuration. What they read from others becomes an input, what others read an output. */
final class StageCut {
    private final ComputationGraphConfiguration whole;
    private final ModelShapes shapes;
    private final Set<String> chosen;

    private StageCut(ComputationGraphConfiguration whole, ModelShapes shapes, Set<String> chosen) {
        this.whole = whole;
        this.shapes = shapes;
        this.chosen = chosen;
    }

    static StageDefinition of(
            ComputationGraphConfiguration whole, ModelShapes shapes, int number, Collection<String> vertices) {
        Set<String> known = whole.getVertices().keySet();
        for (String vertex : vertices) {
            if (!known.contains(vertex)) {
                throw new IllegalArgumentException(
                        "stage " + number + " has the vertex " + vertex + ", which the model has not");
            }
        }
        return new StageCut(whole, shapes, Set.copyOf(vertices)).definition(number);
    }

    private StageDefinition definition(int number) {
        Set<String> inputs = inputs();
        Set<String> sent = sent();
        List<String> losses =
                whole.getNetworkOutputs().stream().filter(chosen::contains).toList();
        Set<String> outputs = new LinkedHashSet<>(losses);
        outputs.addAll(sent);
        return new StageDefinition(
                number,
                configuration(List.copyOf(inputs), List.copyOf(outputs)),
                border(inputs, sent, losses),
                List.copyOf(inputs),
                shapes.rows());
    }

    private ComputationGraphConfiguration configuration(List<String> inputs, List<String> outputs) {
        ComputationGraphConfiguration part = whole.clone();
        Map<String, GraphVertex> vertices = new LinkedHashMap<>();
        Map<String, List<String>> reads = new LinkedHashMap<>();
        for (Map.Entry<String, GraphVertex> vertex : part.getVertices().entrySet()) {
            if (chosen.contains(vertex.getKey())) {
                vertices.put(vertex.getKey(), vertex.getValue());
                reads.put(vertex.getKey(), part.getVertexInputs().get(vertex.getKey()));
            }
        }
        part.setVertices(vertices);
        part.setVertexInputs(reads);
        part.setNetworkInputs(inputs);
        part.setNetworkOutputs(outputs);
        part.setTopologicalOrder(null);
        part.setTopologicalOrderStr(null);
        // Activations must outlive the forward pass, and input gradients the backward pass.
        part.setTrainingWorkspaceMode(WorkspaceMode.NONE);
        part.setInferenceWorkspaceMode(WorkspaceMode.NONE);
        return part;
    }

    /** In the order of the vertices that read them, each once. */
    private Set<String> inputs() {
        Set<String> inputs = new LinkedHashSet<>();
        whole.getVertices().forEach((name, vertex) -> {
            if (chosen.contains(name)) {
                whole.getVertexInputs().get(name).stream()
                        .filter(read -> !chosen.contains(read))
                        .forEach(inputs::add);
                named(vertex).ifPresent(inputs::add);
            }
        });
        return inputs;
    }

    /** The model's input whose steps or mask a vertex asks the graph for. */
    private static Optional<String> named(GraphVertex vertex) {
        if (vertex instanceof DuplicateToTimeSeriesVertex copies) {
            return Optional.of(copies.getInputName());
        }
        if (vertex instanceof LastTimeStepVertex last) {
            return Optional.ofNullable(last.getMaskArrayInputName());
        }
        return vertex instanceof ReverseTimeSeriesVertex reverse
                ? Optional.ofNullable(reverse.getMaskArrayInputName())
                : Optional.empty();
    }

    private Set<String> sent() {
        Set<String> readElsewhere = new HashSet<>();
        whole.getVertexInputs().forEach((name, reads) -> {
            if (!chosen.contains(name)) {
                readElsewhere.addAll(reads);
            }
        });
        return whole.getVertices().keySet().stream()
                .filter(name -> chosen.contains(name) && readElsewhere.contains(name))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private StageBorder border(Set<String> inputs, Set<String> sent, List<String> losses) {
        Set<String> own = new HashSet<>(whole.getNetworkInputs());
        List<BorderTensor> read = new ArrayList<>();
        for (String input : inputs) {
            read.add(own.contains(input) ? find(shapes.inputs(), input) : shapes.output(input));
        }
        return new StageBorder(
                read,
                inputs.stream().filter(own::contains).collect(Collectors.toSet()),
                sent.stream().map(shapes::output).toList(),
                losses.stream().map(loss -> find(shapes.labels(), loss)).toList());
    }

    private static BorderTensor find(List<BorderTensor> tensors, String name) {
        return tensors.stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
