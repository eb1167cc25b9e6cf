package dev.braid.gpp.search;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.*;
import java.util.*;

class GraphPlannerSpeed {
    void all() {
        int[] devices = Arrays.stream(System.getProperty("devices", "4,32,64").split(",")).mapToInt(Integer::parseInt).toArray();
        String[] names = System.getProperty("models", "mmt,uno,wide,chain,mixed").split(",");
        for (String name : names) {
            CostGraph g = switch (name) {
                case "mmt" -> LayeredModels.of(8, 1024, 1024, 1024, 1024);
                case "uno" -> LayeredModels.of(1, 1024, 1024, 1024, 1024,1024, 1024, 1024);
                case "wide" -> LayeredModels.of(10, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024, 1024);
                case "mixed" -> LayeredModels.of(10, 1024, 1000, 990, 980, 970, 960, 950, 940, 930, 920);
                default -> LayeredModels.of(100, 1024);
            };
            for (int d : devices) {
                for (double gib : Arrays.stream(System.getProperty("gib", "16,4").split(",")).mapToDouble(Double::parseDouble).toArray()) {
                    Problem p = LayeredModels.problem(g, d, Integer.getInteger("batch", 1024), gib);
                    long t = System.nanoTime();
                    Outcome o = new GraphPlanner((q, plan) -> estimate(q, plan)).plan(p);
                    double s = (System.nanoTime() - t) / 1e9;
                    System.out.printf("%s ops %d devices %d gib %s: %.3f s %s%n", name, g.size(), d, gib, s, describe(p, o));
                }
            }
        }
    }

    static double estimate(Problem p, Plan plan) {
        double[] path = new double[plan.stages().size()];
        double most = 0;
        for (int i = path.length - 1; i >= 0; i--) {
            Stage s = plan.stages().get(i);
            for (int n : s.successors()) path[i] = Math.max(path[i], path[n]);
            path[i] += Plan.cost(p, s).timePerSample() * s.microBatch();
            most = Math.max(most, path[i]);
        }
        return most + plan.timePerSample(p) * p.training().miniBatch();
    }

    static String describe(Problem p, Outcome o) {
        if (o instanceof Outcome.Infeasible i) return i.reason();
        Plan plan = ((Outcome.Found) o).plan();
        StringBuilder b = new StringBuilder();
        b.append(String.format("tps %.6g iter %.5g stages %d depth %d used %d", plan.timePerSample(p), estimate(p, plan), plan.stages().size(), plan.depth(), plan.stages().stream().mapToInt(Stage::degree).sum()));
        Map<String,Integer> m = new TreeMap<>();
        for (Stage s : plan.stages()) m.merge("b" + s.microBatch() + "d" + s.degree() + (s.recomputed().isEmpty() ? "" : "r"), 1, Integer::sum);
        return b.append(" ").append(m).toString();
    }
}
