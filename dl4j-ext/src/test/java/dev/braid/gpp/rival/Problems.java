package dev.braid.gpp.rival;

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

/** Small problems at random. */
final class Problems {
    private Problems() {}

    static Problem random(Random random, int mostOperators) {
        int size = 1 + random.nextInt(mostOperators);
        List<Operator> operators = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            operators.add(operator(random, "o" + i));
            for (int from = 0; from < i; from++) {
                if (random.nextInt(3) == 0) {
                    edges.add(new Edge("o" + from, "o" + i, random.nextInt(30)));
                }
            }
        }
        Link inNode = new Link(100, random.nextInt(2) * 0.01);
        Link between = new Link(50, 0.02);
        DeviceRates rates = new DeviceRates(10, 100, random.nextInt(2) * 0.5);
        double memory = 60 + random.nextInt(600);
        Topology topology = new Topology(1 + random.nextInt(4), memory, 2, inNode, between, rates);
        return new Problem(new CostGraph(operators, edges), topology, new Training(4 << random.nextInt(2), 2));
    }

    private static Operator operator(Random random, String id) {
        double weights = random.nextInt(30);
        Work forward = work(random, weights);
        return new Operator(id, forward, work(random, weights), work(random, weights), weights, random.nextInt(20));
    }

    private static Work work(Random random, double weights) {
        return random.nextInt(3) == 0
                ? new Work.Measured(random.nextInt(5))
                : new Work.Counted(random.nextInt(40), weights, random.nextInt(20));
    }
}
