package dev.braid.dl4j.files;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

/**
 * A network of DL4J, a graph or a stack of layers: vertices that read vertices or the network's inputs. That what they
 * read exists is checked here, that they form no cycle is not.
 *
 * @param file for messages
 * @param vertices by name, in the order of the file
 * @param reads what each vertex reads, by name, in the order of its arguments
 * @param elementBytes of weights and activations
 */
public record Network(
        String file,
        List<String> inputs,
        Map<String, GraphVertex> vertices,
        Map<String, List<String>> reads,
        int elementBytes) {
    public Network {
        inputs = List.copyOf(inputs);
        vertices = new LinkedHashMap<>(vertices);
        reads = new LinkedHashMap<>(reads);
        if (vertices.isEmpty()) {
            throw new IllegalArgumentException("the network has no vertex");
        }
        for (String name : vertices.keySet()) {
            check(name, vertices, reads, inputs);
        }
    }

    private static void check(
            String name, Map<String, GraphVertex> vertices, Map<String, List<String>> reads, List<String> inputs) {
        if (vertices.get(name) == null
                || reads.get(name) == null
                || reads.get(name).isEmpty()) {
            throw new IllegalArgumentException("vertex \"" + name + "\" "
                    + (vertices.get(name) == null ? "is null" : "reads nothing, by \"vertexInputs\""));
        }
        for (String read : reads.get(name)) {
            if (!vertices.containsKey(read) && !inputs.contains(read)) {
                throw new IllegalArgumentException("vertex \"" + name + "\" reads \"" + read
                        + "\", which is neither a vertex nor one of the inputs " + inputs);
            }
        }
    }
}
