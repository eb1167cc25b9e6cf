package dev.braid.gpp.plan;

import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Action.Pass;
import java.util.ArrayList;
import java.util.List;

/**
 * The kFkB schedule (GraphPipe, section 5; 1F1B when k is 1): a stage with w samples in flight and micro-batches of b
 * runs w / b forwards, then k backwards and k forwards in turn, then the backwards that remain. So it never has more than
 * w samples in flight.
 */
public final class Kfkb {
    private Kfkb() {}

    /** A program for each stage, whole backwards. */
    public static List<StageProgram> programs(Plan plan, int miniBatch) {
        return plan.stages().stream().map(stage -> program(stage, miniBatch)).toList();
    }

    private static StageProgram program(Stage stage, int miniBatch) {
        List<Action> actions = new ArrayList<>(passes(stage, miniBatch, Kind.BACKWARD));
        actions.addAll(List.of(Action.Closing.values()));
        return new StageProgram(stage.id(), actions);
    }

    /** The order of forwards and backwards alone, each backward as a pass of the given kind. */
    public static List<Pass> passes(Stage stage, int miniBatch, Kind backwardKind) {
        int count = miniBatch / stage.microBatch();
        int first = Math.min(stage.inFlight() / stage.microBatch(), count);
        if (first < 1) {
            throw new IllegalArgumentException("stage " + stage.id() + " has " + stage.inFlight()
                    + " samples in flight, but must have at least its micro-batch of " + stage.microBatch());
        }
        int turn = Math.min(stage.interleave(), first);
        List<Pass> passes = new ArrayList<>();
        append(passes, Kind.FORWARD, 0, first);
        for (int backward = 0; backward < count; backward += turn) {
            append(passes, backwardKind, backward, Math.min(count, backward + turn));
            append(passes, Kind.FORWARD, first + backward, Math.min(count, first + backward + turn));
        }
        return passes;
    }

    private static void append(List<Pass> passes, Kind kind, int from, int to) {
        for (int microBatch = from; microBatch < to; microBatch++) {
            passes.add(new Pass(kind, microBatch));
        }
    }
}
