package dev.braid.gpp.compare;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Planner;
import dev.braid.gpp.rival.DataParallelPlanner;
import dev.braid.gpp.rival.PipeDreamPlanner;
import dev.braid.gpp.rival.PiperPlanner;
import dev.braid.gpp.rival.SequentialPlanner;
import dev.braid.gpp.rival.TwoBwPlanner;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.gpp.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;

/** The planners by the names that they have on the command line; the first is ours. */
public enum PlannerKind {
    GRAPH("graph", CombinedPlanner::new),
    PIPEDREAM("pipedream", rival(PipeDreamPlanner::new)),
    TWO_BW("2bw", rival(TwoBwPlanner::new)),
    PIPER("piper", rival(PiperPlanner::new)),
    SEQUENTIAL("sequential", rival(SequentialPlanner::new)),
    DATA_PARALLEL("data-parallel", rival(DataParallelPlanner::new));

    private final String label;
    private final Function<Schedule, Planner> maker;

    PlannerKind(String label, Function<Schedule, Planner> maker) {
        this.label = label;
        this.maker = maker;
    }

    /** As on the command line. */
    public String label() {
        return label;
    }

    /** A planner for one problem, which ranks its candidates by the simulated mini-batch. */
    Planner planner(Schedule schedule) {
        return maker.apply(schedule);
    }

    private static Function<Schedule, Planner> rival(Function<ToDoubleBiFunction<Problem, Plan>, Planner> maker) {
        return schedule -> maker.apply(new IterationTimes(schedule)::seconds);
    }

    /** @throws IllegalArgumentException naming the nearest planner and all of them */
    public static PlannerKind of(String label) {
        List<String> labels = labels();
        if (!labels.contains(label)) {
            throw new IllegalArgumentException("planner is '" + label + "'; did you mean " + Nearest.to(label, labels)
                    + "? Planners are " + String.join(", ", labels));
        }
        return values()[labels.indexOf(label)];
    }

    public static List<String> labels() {
        return Arrays.stream(values()).map(PlannerKind::label).toList();
    }

    /** All but ours. */
    public static List<PlannerKind> rivals() {
        return Arrays.stream(values()).filter(kind -> kind != GRAPH).toList();
    }
}
