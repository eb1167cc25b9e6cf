package dev.braid.gpp.plan;

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
import java.util.TreeSet;

/** Random models and valid plans for them: stages are runs of the topological order, so they are convex. */
public final class RandomPlans {
    /** A plan and what it is for. */
    public record Case(Problem problem, Plan plan) {
        public Case with(Plan other) {
            return new Case(problem, other);
        }
    }

    private final Random random;

    public RandomPlans(long seed) {
        this.random = new Random(seed);
    }

    /** Mixed micro-batches, turns and degrees, transfers and recomputation, samples in flight by the rule. */
    public Case mixed() {
        int operators = 4 + random.nextInt(20);
        int miniBatch = 16 << random.nextInt(3);
        CostGraph graph = graph(operators);
        List<Stage> stages = new ArrayList<>();
        int device = 0;
        for (List<Integer> run : runs(operators)) {
            int microBatch = 1 << random.nextInt(5);
            int degree = Math.min(microBatch, 1 + random.nextInt(4));
            List<Integer> devices = new ArrayList<>();
            for (int d = 0; d < degree; d++) {
                devices.add(device++);
            }
            List<Integer> recomputed =
                    run.stream().filter(operator -> random.nextInt(5) == 0).toList();
            stages.add(new Stage(
                    stages.size(), run, recomputed, devices, microBatch, 1 + random.nextInt(3), 0, List.of()));
        }
        Link inNode = new Link(100, random.nextInt(2) * 0.01);
        Link between = new Link(20, random.nextInt(2) * 0.1);
        Topology topology = new Topology(device + random.nextInt(3), 1e9, 4, inNode, between, new DeviceRates(1, 1, 0));
        Problem problem = new Problem(graph, topology, new Training(miniBatch, 4));
        return new Case(problem, new Plan("random", InFlight.fill(linked(graph, stages), miniBatch)));
    }

    /** Sparse, so that stages are often beside each other. */
    private CostGraph graph(int size) {
        List<Operator> operators = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (int to = 0; to < size; to++) {
            operators.add(new Operator("n" + to, work(), work(), work(), random.nextInt(50), random.nextInt(9)));
            for (int from = Math.max(0, to - 8); from < to; from++) {
                if (random.nextInt(5) == 0) {
                    edges.add(new Edge("n" + from, "n" + to, random.nextInt(4)));
                }
            }
        }
        return new CostGraph(operators, edges);
    }

    private Work work() {
        return new Work.Measured(random.nextInt(8) * 0.125);
    }

    /** Numbers 0 to size - 1 in up to eight runs. */
    private List<List<Integer>> runs(int size) {
        TreeSet<Integer> ends = new TreeSet<>(List.of(size));
        for (int i = random.nextInt(8); i > 0; i--) {
            ends.add(1 + random.nextInt(size));
        }
        List<List<Integer>> runs = new ArrayList<>();
        int at = 0;
        for (int end : ends) {
            List<Integer> run = new ArrayList<>();
            while (at < end) {
                run.add(at++);
            }
            runs.add(run);
        }
        return runs;
    }

    /** The stages with the edges that the model asks for. */
    private static List<Stage> linked(CostGraph graph, List<Stage> stages) {
        List<Stage> linked = new ArrayList<>();
        for (Stage stage : stages) {
            TreeSet<Integer> successors = new TreeSet<>();
            for (Stage other : stages) {
                for (int operator : stage.operators()) {
                    for (int next : graph.successors(operator)) {
                        if (other.id() > stage.id() && other.operators().contains(next)) {
                            successors.add(other.id());
                        }
                    }
                }
            }
            linked.add(Stages.withSuccessors(stage, List.copyOf(successors)));
        }
        return linked;
    }
}
