package dev.braid.jobs.pipeline;

import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.Action.Closing;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Action.Pass;
import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Kfkb;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import dev.braid.gpp.plan.StageProgram;
import dev.braid.stage.BorderTensor;
import dev.braid.stage.ElementType;
import dev.braid.stage.StageBorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Pipelines of random shape: stages that read some of the earlier ones, and edges that only order. */
final class RandomJobs {
    private RandomJobs() {}

    static BorderTensor tensor(int stage) {
        return new BorderTensor("out" + stage, ElementType.DOUBLE, List.of(LinearReplica.WIDTH));
    }

    static Job draw(Random random, int miniBatch) {
        int count = 2 + random.nextInt(4);
        List<List<Integer>> readers = new ArrayList<>();
        List<List<Integer>> successors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readers.add(new ArrayList<>());
            successors.add(new ArrayList<>());
        }
        for (int to = 1; to < count; to++) {
            for (int from = 0; from < to; from++) {
                if (random.nextInt(2) == 0) {
                    readers.get(from).add(to);
                    successors.get(from).add(to);
                } else if (random.nextInt(4) == 0) {
                    successors.get(from).add(to);
                }
            }
        }
        List<Stage> stages = new ArrayList<>();
        int device = 0;
        for (int i = 0; i < count; i++) {
            int microBatch = 1 << random.nextInt(Integer.numberOfTrailingZeros(miniBatch) + 1);
            int degree = 1 + random.nextInt(Math.min(3, microBatch));
            List<Integer> devices = new ArrayList<>();
            for (int r = 0; r < degree; r++) {
                devices.add(device++);
            }
            stages.add(new Stage(
                    i,
                    List.of(i),
                    List.of(),
                    devices,
                    microBatch,
                    1 + random.nextInt(2),
                    microBatch,
                    successors.get(i)));
        }
        Plan plan = new Plan("random", InFlight.fill(stages, miniBatch));
        List<StageProgram> programs = Kfkb.programs(plan, miniBatch);
        return new Job(
                plan,
                random.nextBoolean()
                        ? programs
                        : programs.stream()
                                .map(program -> split(random, program))
                                .toList(),
                borders(readers),
                miniBatch);
    }

    private static List<StageBorder> borders(List<List<Integer>> readers) {
        List<StageBorder> borders = new ArrayList<>();
        for (int i = 0; i < readers.size(); i++) {
            List<BorderTensor> inputs = new ArrayList<>();
            inputs.add(new BorderTensor("data", ElementType.DOUBLE, List.of(LinearReplica.WIDTH)));
            for (int from = 0; from < i; from++) {
                if (readers.get(from).contains(i)) {
                    inputs.add(tensor(from));
                }
            }
            List<BorderTensor> outputs = readers.get(i).isEmpty() ? List.of() : List.of(tensor(i));
            borders.add(new StageBorder(inputs, Set.of("data"), outputs, List.of()));
        }
        return borders;
    }

    private static StageProgram split(Random random, StageProgram program) {
        List<Action> actions = new ArrayList<>();
        List<Action> left = new ArrayList<>();
        for (Action action : program.actions()) {
            // A forward must find a place: with parted passes a sample counts as in flight until both are done.
            while (!left.isEmpty()
                    && (action instanceof Closing
                            || action instanceof Pass pass && pass.kind() == Kind.FORWARD
                            || random.nextInt(3) == 0)) {
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
