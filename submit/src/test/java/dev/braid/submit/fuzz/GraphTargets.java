package dev.braid.submit.fuzz;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.formats.GraphFile;
import dev.braid.gpp.formats.GraphFileException;
import dev.braid.gpp.formats.PlanJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Graph files in the three formats, and plans. */
final class GraphTargets {
    private static final String BRAID = """
            {"operators": [
              {"id": "a", "forward": 0.001, "backward": "2 ms", "parameter_bytes": "4 MB", "saved_bytes": 100},
              {"id": "b", "forward": {"flops": 1e9, "weight_bytes": 10, "bytes": 20},
               "input_gradient": {"seconds": 0.1, "launch": "1 us"}, "weight_gradient": 0.2}],
             "edges": [{"from": "a", "to": "b", "bytes": 1000}],
             "devices": {"count": 4, "memory": "16 GB", "per_node": 2, "bandwidth": "10 GB/s", "latency": "1 us",
               "flops_per_second": 1e12, "memory_bandwidth": 1e11, "launch": 0},
             "training": {"mini_batch": 64, "state_factor": 4}}
            """;
    private static final String PIPER = """
            {"maxDevices": 5, "maxMemoryPerDevice": 80000000.0, "bandwidth": 2000000000.0, "mbsInBatch": 8, "nodes": [
              {"id": 1, "name": "head", "TMPCs": {"1": [{"id": "vanilla", "timePerSample": 0.003,
                "parameterSize": 4000000.0, "memoryUsageA": 2000000.0, "memoryUsageB": 8000000.0,
                "syncTimeFw": {"2": 0.0}, "syncTimeBw": {}}]}},
              {"id": 2, "name": "", "TMPCs": {"1": [{"id": "vanilla", "timePerSample": 0.003,
                "parameterSize": 4000000.0, "memoryUsageA": 2000000.0, "memoryUsageB": 8000000.0,
                "syncTimeFw": {}, "syncTimeBw": {"1": 2.0}}]}}],
             "edges": [{"sourceId": 1, "destId": 2, "communicationCost": 10.0}]}
            """;
    private static final String PIPEDREAM = """
            node1 -- Input0 -- forward_compute_time=0.000, backward_compute_time=0.000, activation_size=602112.0, parameter_size=0.000
            node2 -- Conv2d(3, 64) -- forward_compute_time=4.000, backward_compute_time=8.000, activation_size=[32.0; 16.0], parameter_size=37632.000
            node3 -- ReLU -- forward_compute_time=0.5, backward_compute_time=0.5, activation_size=32.0, parameter_size=0.000 -- stage_id=1
            \tnode1 -- node2
            \tnode2 -- node3
            """;
    private static final String PLAN = """
            {"planner": "gpp", "feasible": true, "search_seconds": 0.1, "time_per_sample": 0.2, "iteration_time": 1.5,
             "depth": 2, "stages": [
              {"id": 0, "operators": ["a"], "recomputed": ["a"], "devices": [0, 1], "micro_batch": 2, "interleave": 1,
               "in_flight": 4, "successors": [1], "memory_bytes": 100.0},
              {"id": 1, "operators": ["b"], "recomputed": [], "devices": [2], "micro_batch": 2, "interleave": 1,
               "in_flight": 2, "successors": [], "memory_bytes": 10.0}]}
            """;
    private static final String NO_PLAN =
            "{\"planner\": \"gpp\", \"feasible\": false, \"search_seconds\": 1, \"reason\": \"too large\"}";

    private final Path root;

    GraphTargets(Path root) {
        this.root = root;
    }

    List<Target> all() throws IOException {
        Path graph =
                Files.write(root.resolve("plan-graph.json"), Target.texts(BRAID).get(0));
        CostGraph known = GraphFile.read(graph).graph();
        return List.of(
                graph("graph-braid", BRAID),
                graph("graph-piper", PIPER),
                graph("graph-pipedream", PIPEDREAM),
                plan(known));
    }

    private Target graph(String name, String seed) {
        Path file = root.resolve(name);
        return Target.of(
                name,
                Target.texts(seed),
                input -> {
                    Files.write(file, input);
                    GraphFile graph = GraphFile.read(file);
                    graph.graph();
                    graph.devices();
                    graph.training();
                },
                GraphFileException.class);
    }

    private Target plan(CostGraph graph) {
        Path file = root.resolve("plan.json");
        return Target.of(
                "plan",
                Target.texts(PLAN, NO_PLAN),
                input -> {
                    Files.write(file, input);
                    PlanJson.read(file, graph);
                },
                IOException.class);
    }
}
