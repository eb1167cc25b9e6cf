package dev.braid.gpp.compare;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.gpp.zoo.Zoo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** How long our search takes as operators, branches or devices grow, and the other two stay as they are. */
public final class Growth {
    private static final int RUNS = 3;
    private static final int SAMPLES_PER_DEVICE = 16;
    private static final int DEVICES = 32;
    private static final int BRANCHES = 4;
    private static final int LAYERS = 8;

    private Growth() {}

    /** What grows. */
    public enum Axis {
        OPERATORS("operators", List.of(4, 8, 16, 32, 64)),
        BRANCHES("branches", List.of(1, 2, 4, 8, 16, 32)),
        DEVICES("devices", List.of(4, 8, 16, 32, 64, 128));

        private final String label;
        private final List<Integer> steps;

        Axis(String label, List<Integer> steps) {
            this.label = label;
            this.steps = steps;
        }

        public String label() {
            return label;
        }
    }

    private record Step(int branches, int layers, int devices) {
        String model() {
            return Zoo.PREFIX + "mmt?branches=" + branches + "&layers=" + layers;
        }
    }

    /**
     * One search.
     *
     * @param seconds the shortest of a few, so that one disturbance does not count
     */
    public record Point(Axis axis, String model, int operators, int branches, int devices, double seconds) {
        /** The value of what grows. */
        public int value() {
            return switch (axis) {
                case OPERATORS -> operators;
                case BRANCHES -> branches;
                case DEVICES -> devices;
            };
        }
    }

    /** All axes on one kind of machine, with mini-batches that grow with the devices. */
    public static List<Point> measure(Machine machine, LongSupplier nanos, Consumer<String> progress) {
        List<Point> points = new ArrayList<>();
        Contest contest = new Contest(Schedule.WHOLE_BACKWARD, nanos);
        for (Axis axis : Axis.values()) {
            for (int value : axis.steps) {
                Step step = step(axis, value);
                progress.accept("search of " + step.model() + " on " + step.devices() + " of " + machine.name());
                points.add(point(axis, step, machine, contest));
            }
        }
        return points;
    }

    /** The value is layers of a branch, branches or devices. */
    private static Step step(Axis axis, int value) {
        return switch (axis) {
            case OPERATORS -> new Step(BRANCHES, value, DEVICES);
            case BRANCHES -> new Step(value, LAYERS, DEVICES);
            case DEVICES -> new Step(BRANCHES, LAYERS, value);
        };
    }

    private static Point point(Axis axis, Step step, Machine machine, Contest contest) {
        CostGraph graph = Zoo.graph(step.model());
        Training training = new Training(SAMPLES_PER_DEVICE * step.devices(), 4);
        Problem problem = new Problem(graph, machine.topology(step.devices()), training);
        double seconds = Double.POSITIVE_INFINITY;
        for (int run = 0; run < RUNS; run++) {
            seconds = Math.min(seconds, contest.run(PlannerKind.GRAPH, problem).searchSeconds());
        }
        return new Point(axis, step.model(), graph.size(), step.branches(), step.devices(), seconds);
    }
}
