package dev.braid.gpp.rival;

import dev.braid.gpp.formats.PiperInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Small Piper inputs at random: ids in no order, some nodes without some tensor-parallel degree. */
final class PiperInputs {
    private PiperInputs() {}

    static PiperInput random(Random random, int modes) {
        int size = 2 + random.nextInt(4);
        List<PiperInput.Edge> edges = new ArrayList<>();
        for (int to = 1; to < size; to++) {
            for (int from = 0; from < to; from++) {
                if (random.nextInt(2) == 0 || (to == size - 1 && edges.isEmpty())) {
                    edges.add(new PiperInput.Edge(id(from, size), id(to, size), random.nextInt(40)));
                }
            }
        }
        List<PiperInput.Node> nodes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int id = i * 3 + 1;
            TreeMap<Integer, List<PiperInput.Configuration>> byDegree = new TreeMap<>();
            for (int t : new int[] {1, 2, 3}) {
                if (t == 1 || random.nextInt(4) > 0) {
                    byDegree.put(t, configurations(random, id, t, modes, edges));
                }
            }
            nodes.add(new PiperInput.Node(id, "", byDegree));
        }
        int[] batches = {1, 4, 6, 12};
        double memory = 20 + random.nextInt(200);
        int devices = 1 + random.nextInt(5);
        return new PiperInput(devices, memory, 100, batches[random.nextInt(4)], nodes, edges);
    }

    /** The file's order is not a topological one. */
    private static int id(int place, int size) {
        return (size - 1 - place) * 3 + 1;
    }

    private static List<PiperInput.Configuration> configurations(
            Random random, int id, int t, int modes, List<PiperInput.Edge> edges) {
        double seconds = (1 + random.nextInt(50)) / (double) t;
        int saved = 1 + random.nextInt(30);
        int weights = random.nextInt(40) / t;
        List<PiperInput.Configuration> all = new ArrayList<>();
        for (int mode = 0; mode < modes; mode++) {
            Map<Integer, Double> forward = new HashMap<>();
            Map<Integer, Double> backward = new HashMap<>();
            for (PiperInput.Edge edge : edges) {
                if (edge.destId() == id) {
                    forward.put(edge.sourceId(), (t - 1.0) * random.nextInt(20));
                }
                if (edge.sourceId() == id) {
                    backward.put(edge.destId(), (t - 1.0) * random.nextInt(20));
                }
            }
            all.add(new PiperInput.Configuration(
                    mode == 0 ? "vanilla" : "activation recomp",
                    seconds * (1 + mode * 0.3),
                    weights,
                    mode == 0 ? saved : random.nextInt(saved),
                    2.0 * weights,
                    forward,
                    backward));
        }
        return all;
    }
}
