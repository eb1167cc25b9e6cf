package dev.braid.dl4j.shape;

import dev.braid.dl4j.files.Causes;
import dev.braid.dl4j.files.Network;
import dev.braid.dl4j.shape.ShapedVertex.Backward;
import dev.braid.gpp.formats.GraphFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

/** The pass over a network that gives every vertex its shapes; an input of the network has none to give it. */
public final class Shapes {
    private final Network network;
    private final Map<String, TensorShape> shapes;
    private final Propagation propagation;
    private final Map<String, ShapedVertex> done = new LinkedHashMap<>();

    private Shapes(Network network, Map<String, TensorShape> inputs) {
        this.network = network;
        shapes = new HashMap<>(inputs);
        propagation = new Propagation(inputs);
    }

    /**
     * The vertices in a topological order.
     *
     * @param inputs types of the network's inputs by name, as in {@code recurrent:1024x256}; a dense layer's need not be
     *     given
     * @throws GraphFileException naming the file, the vertex and what to do
     */
    public static List<ShapedVertex> of(Network network, Map<String, String> inputs) {
        return new Shapes(network, new InputTypes(network, inputs).shapes()).all();
    }

    private List<ShapedVertex> all() {
        Map<String, Integer> missing = new HashMap<>();
        Map<String, List<String>> readers = new HashMap<>();
        for (String name : network.vertices().keySet()) {
            List<String> read = vertices(name);
            missing.put(name, read.size());
            read.forEach(from ->
                    readers.computeIfAbsent(from, key -> new ArrayList<>()).add(name));
        }
        ArrayDeque<String> ready = new ArrayDeque<>();
        network.vertices().keySet().stream()
                .filter(name -> missing.get(name) == 0)
                .forEach(ready::add);
        while (!ready.isEmpty()) {
            String name = ready.remove();
            done.put(name, shaped(name));
            readers.getOrDefault(name, List.of()).stream()
                    .filter(reader -> missing.merge(reader, -1, Integer::sum) == 0)
                    .forEach(ready::add);
        }
        refuseCycle();
        return List.copyOf(done.values());
    }

    /** The vertices that one reads. */
    private List<String> vertices(String name) {
        return network.reads().get(name).stream()
                .filter(network.vertices()::containsKey)
                .distinct()
                .toList();
    }

    private void refuseCycle() {
        List<String> left = network.vertices().keySet().stream()
                .filter(name -> !done.containsKey(name))
                .toList();
        if (!left.isEmpty()) {
            throw new GraphFileException(network.file() + ": the vertices " + left + " are on a cycle or behind one");
        }
    }

    private ShapedVertex shaped(String name) {
        GraphVertex vertex = network.vertices().get(name);
        List<String> reads = network.reads().get(name);
        List<TensorShape> arguments = reads.stream().map(shapes::get).toList();
        try {
            TensorShape output = propagation.output(vertex, arguments);
            shapes.put(name, output);
            long parameters = vertex.numParams(true);
            Updates updates = Updates.of(vertex, parameters);
            return new ShapedVertex(
                    name,
                    vertex,
                    reads,
                    arguments,
                    propagation.layerInput(vertex, arguments),
                    output,
                    backward(reads, updates),
                    data(reads),
                    parameters,
                    updates);
        } catch (RuntimeException e) {
            throw new GraphFileException(
                    network.file() + ": vertex \"" + name + "\" cannot read " + arguments + ": " + Causes.first(e)
                            + "; check the types of the inputs " + network.inputs(),
                    e);
        }
    }

    private Backward backward(List<String> reads, Updates updates) {
        boolean fromWeights = reads.stream()
                .anyMatch(read -> done.containsKey(read) && done.get(read).backward() != Backward.NONE);
        if (fromWeights) {
            return Backward.TO_ARGUMENTS;
        }
        return updates == Updates.TRAINED ? Backward.TO_WEIGHTS : Backward.NONE;
    }

    private double data(List<String> reads) {
        return reads.stream()
                .filter(network.inputs()::contains)
                .distinct()
                .mapToDouble(read -> shapes.get(read).elements())
                .sum();
    }
}
