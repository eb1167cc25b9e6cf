package dev.braid.dl4j.stage;

import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.Action.Closing;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Action.Pass;
import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.plan.StageProgram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** Random convex stages of a graph, with micro-batches and degrees of powers of two. */
final class RandomCuts {
    /**
     * Stages and the vertices of each.
     *
     * @param stages their operators are not filled in
     */
    record Cut(List<Stage> stages, List<List<String>> vertices) {}

    private RandomCuts() {}

    /** @param vertices in a topological order */
    static Cut draw(Random random, ComputationGraphConfiguration graph, List<String> vertices, int miniBatch) {
        int most = 1 + random.nextInt(Math.min(6, vertices.size()));
        Map<String, Integer> stageOf = new HashMap<>();
        for (String vertex : vertices) {
            int least = graph.getVertexInputs().get(vertex).stream()
                    .mapToInt(read -> stageOf.getOrDefault(read, 0))
                    .max()
                    .orElse(0);
            stageOf.put(vertex, least + random.nextInt(Math.min(2, most - least - 1) + 1));
        }
        List<Integer> used = new ArrayList<>(new TreeSet<>(stageOf.values()));
        List<List<String>> members = new ArrayList<>();
        List<TreeSet<Integer>> successors = new ArrayList<>();
        used.forEach(stage -> {
            members.add(new ArrayList<>());
            successors.add(new TreeSet<>());
        });
        for (String vertex : vertices) {
            int stage = used.indexOf(stageOf.get(vertex));
            members.get(stage).add(vertex);
            for (String read : graph.getVertexInputs().get(vertex)) {
                if (stageOf.containsKey(read) && used.indexOf(stageOf.get(read)) != stage) {
                    successors.get(used.indexOf(stageOf.get(read))).add(stage);
                }
            }
        }
        List<Stage> stages = new ArrayList<>();
        int device = 0;
        for (int i = 0; i < used.size(); i++) {
            int microBatch = 1 << random.nextInt(Integer.numberOfTrailingZeros(miniBatch) + 1);
            int degree = Math.min(microBatch, 1 << random.nextInt(3));
            List<Integer> devices = new ArrayList<>();
            for (int r = 0; r < degree; r++) {
                devices.add(device++);
            }
            int interleave = 1 + random.nextInt(2);
            stages.add(new Stage(
                    i,
                    List.of(i),
                    List.of(),
                    devices,
                    microBatch,
                    interleave,
                    microBatch,
                    List.copyOf(successors.get(i))));
        }
        return new Cut(InFlight.fill(stages, miniBatch), members);
    }

    /** The same programs with parted backward passes, whose second parts come at random later places. */
    static List<StageProgram> split(Random random, List<StageProgram> programs) {
        return programs.stream().map(program -> split(random, program)).toList();
    }

    private static StageProgram split(Random random, StageProgram program) {
        List<Action> actions = new ArrayList<>();
        List<Action> left = new ArrayList<>();
        for (Action action : program.actions()) {
            while (!left.isEmpty() && (action instanceof Closing || random.nextInt(3) == 0)) {
                actions.add(left.remove(0));
            }
            if (action instanceof Pass pass && pass.kind() == Kind.BACKWARD) {
                actions.add(new Pass(Kind.BACKWARD_INPUT, pass.microBatch()));
                left.add(new Pass(Kind.BACKWARD_WEIGHT, pass.microBatch()));
            } else {
                actions.add(action);
            }
        }
        return new StageProgram(program.stage(), actions);
    }
}
