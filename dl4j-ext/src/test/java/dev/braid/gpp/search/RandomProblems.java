package dev.braid.gpp.search;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Link;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.Topology;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.cost.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small problems of every sort: counted and measured work, equal operators and different ones, memory ample and tight. */
final class RandomProblems {
    private final Random random;

    RandomProblems(long seed) {
        random = new Random(seed);
    }

    Problem next(int mostOperators, int mostDevices) {
        int count = 1 + random.nextInt(mostOperators);
        int kinds = 1 + random.nextInt(count);
        List<Operator> costs = new ArrayList<>();
        for (int i = 0; i < kinds; i++) {
            costs.add(operator("kind", random.nextBoolean()));
        }
        List<Operator> operators = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Operator o = costs.get(random.nextInt(kinds));
            operators.add(new Operator(
                    "o" + i, o.forward(), o.inputGradient(), o.weightGradient(), o.parameterBytes(), o.savedBytes()));
        }
        int[] batches = {1, 2, 4, 6, 8, 8, 12, 16};
        Training training = new Training(batches[random.nextInt(batches.length)], 1 + random.nextInt(4));
        return new Problem(new CostGraph(operators, edges(count)), topology(mostDevices), training);
    }

    private Operator operator(String id, boolean counted) {
        return new Operator(
                id, work(counted), work(counted), work(counted), random.nextInt(3) * 50 * random.nextDouble(), bytes());
    }

    private double bytes() {
        return random.nextInt(4) == 0 ? 0 : random.nextInt(100);
    }

    private Work work(boolean counted) {
        return counted
                ? new Work.Counted(random.nextInt(1000), random.nextInt(100), random.nextInt(100))
                : new Work.Measured(random.nextDouble());
    }

    private List<Edge> edges(int count) {
        double density = random.nextDouble() * random.nextDouble();
        double[] bytes = {bytes(), bytes() * random.nextDouble()};
        List<Edge> edges = new ArrayList<>();
        for (int from = 0; from < count; from++) {
            for (int to = from + 1; to < count; to++) {
                if (random.nextDouble() < density) {
                    edges.add(new Edge("o" + from, "o" + to, bytes[random.nextInt(2)]));
                }
            }
        }
        return edges;
    }

    private Topology topology(int mostDevices) {
        double latency = random.nextInt(3) * 0.05;
        Link inNode = new Link(100 + random.nextInt(1000), latency);
        Link between = new Link(50 + random.nextInt(200), latency * 2);
        DeviceRates rates = new DeviceRates(2000, 500, random.nextInt(2) * 0.1);
        double memory = Math.exp(4 + 5 * random.nextDouble());
        return new Topology(
                1 + random.nextInt(mostDevices), memory, 1 + random.nextInt(mostDevices), inNode, between, rates);
    }
}
