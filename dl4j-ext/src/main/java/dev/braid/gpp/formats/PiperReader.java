package dev.braid.gpp.formats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads Piper's JSON. Keys that it does not know are left out, as Piper does: files hold names and notes. */
final class PiperReader {
    private final JsonValue root;
    private final Set<Integer> ids = new HashSet<>();

    private PiperReader(JsonValue root) {
        this.root = root;
    }

    static PiperInput read(JsonValue root) {
        return new PiperReader(root).read();
    }

    private PiperInput read() {
        List<PiperInput.Node> nodes = new ArrayList<>();
        root.get("nodes").elements().forEach(node -> nodes.add(node(node)));
        List<PiperInput.Edge> edges = new ArrayList<>();
        root.get("edges").elements().forEach(edge -> edges.add(edge(edge)));
        JsonValue batch =
                root.find("mbsInBatch").or(() -> root.find("maxBatchSize")).orElseGet(() -> root.get("mbsInBatch"));
        PiperInput input = root.build(() -> new PiperInput(
                root.get("maxDevices").integer(),
                root.get("maxMemoryPerDevice").number(),
                root.get("bandwidth").number(),
                batch.integer(),
                nodes,
                edges));
        root.build(input::graph);
        return input;
    }

    private PiperInput.Node node(JsonValue node) {
        int id = node.get("id").integer();
        if (!ids.add(id)) {
            throw node.get("id").refuse("is " + id + ", which an earlier node has; ids must differ");
        }
        SortedMap<Integer, List<PiperInput.Configuration>> configurations = new TreeMap<>();
        node.get("TMPCs")
                .entries()
                .forEach((degree, list) -> configurations.put(
                        number(list, degree),
                        list.elements().stream().map(this::configuration).toList()));
        return new PiperInput.Node(id, node.find("name").map(JsonValue::text).orElse(""), configurations);
    }

    private PiperInput.Configuration configuration(JsonValue value) {
        return value.build(() -> new PiperInput.Configuration(
                value.get("id").text(),
                value.get("timePerSample").number(),
                value.get("parameterSize").number(),
                value.get("memoryUsageA").number(),
                value.get("memoryUsageB").number(),
                byNode(value.get("syncTimeFw")),
                byNode(value.get("syncTimeBw"))));
    }

    private static Map<Integer, Double> byNode(JsonValue value) {
        Map<Integer, Double> byNode = new HashMap<>();
        value.entries().forEach((node, bytes) -> byNode.put(number(bytes, node), bytes.number()));
        return byNode;
    }

    private static int number(JsonValue value, String key) {
        try {
            return Integer.parseInt(key);
        } catch (NumberFormatException e) {
            throw value.refuse("has the key \"" + key + "\", but it must be a whole number");
        }
    }

    private PiperInput.Edge edge(JsonValue edge) {
        return edge.build(() -> new PiperInput.Edge(
                end(edge.get("sourceId")),
                end(edge.get("destId")),
                edge.get("communicationCost").number()));
    }

    private int end(JsonValue value) {
        int id = value.integer();
        if (!ids.contains(id)) {
            throw value.refuse("is " + id + ", but no node has this id; add the node or remove the edge");
        }
        return id;
    }
}
