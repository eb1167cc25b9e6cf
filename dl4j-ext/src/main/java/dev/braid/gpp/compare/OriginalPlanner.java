package dev.braid.gpp.compare;

import dev.braid.gpp.formats.GraphFile;
import dev.braid.gpp.formats.PipeDreamProfile;
import dev.braid.gpp.formats.PiperInput;
import dev.braid.gpp.rival.OriginalOutcome;
import dev.braid.gpp.rival.OriginalPipeDream;
import dev.braid.gpp.rival.OriginalPiper;
import dev.braid.gpp.rival.OriginalTwoBw;
import dev.braid.gpp.rival.PipeDreamLevel;
import dev.braid.gpp.rival.PipeDreamPlan;
import dev.braid.gpp.rival.PiperPlan;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The published planners, each on its own format and with its own costs. */
public final class OriginalPlanner {
    private final LongSupplier nanos;

    /** @param nanos a clock, in nanoseconds from any beginning */
    public OriginalPlanner(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether a planner has costs of its own for what a file holds. */
    public static boolean knows(PlannerKind kind, GraphFile file) {
        return switch (kind) {
            case PIPER, TWO_BW -> file instanceof PiperInput;
            case PIPEDREAM -> file instanceof PipeDreamProfile;
            case GRAPH, SEQUENTIAL, DATA_PARALLEL -> false;
        };
    }

    /** Piper or PipeDream-2BW. */
    public OriginalOutcome<OriginalPlan> piper(PlannerKind kind, PiperInput input) {
        long start = nanos.getAsLong();
        OriginalOutcome<PiperPlan> outcome =
                kind == PlannerKind.PIPER ? OriginalPiper.plan(input) : OriginalTwoBw.plan(input);
        if (outcome instanceof OriginalOutcome.Infeasible<PiperPlan> none) {
            return new OriginalOutcome.Infeasible<>(none.reason() + PiperMemory.tooLarge(input));
        }
        PiperPlan plan = ((OriginalOutcome.Found<PiperPlan>) outcome).plan();
        return new OriginalOutcome.Found<>(new OriginalPlan(
                kind,
                plan.secondsPerSample(),
                OptionalDouble.empty(),
                new PiperMemory(input, plan).stages(),
                since(start)));
    }

    /** @param levels innermost first */
    public OriginalOutcome<OriginalPlan> pipeDream(PipeDreamProfile profile, List<PipeDreamLevel> levels) {
        long start = nanos.getAsLong();
        OriginalOutcome<PipeDreamPlan> outcome = OriginalPipeDream.plan(profile, levels);
        if (outcome instanceof OriginalOutcome.Infeasible<PipeDreamPlan> none) {
            return new OriginalOutcome.Infeasible<>(none.reason());
        }
        PipeDreamPlan plan = ((OriginalOutcome.Found<PipeDreamPlan>) outcome).plan();
        return new OriginalOutcome.Found<>(new OriginalPlan(
                PlannerKind.PIPEDREAM,
                plan.bottleneckSeconds(),
                OptionalDouble.of(plan.totalSeconds()),
                plan.stages().stream().map(OriginalPlanner::stage).collect(Collectors.toList()),
                since(start)));
    }

    private static OriginalPlan.Stage stage(PipeDreamPlan.Stage stage) {
        return new OriginalPlan.Stage(
                stage.operators(), stage.degree(), 1, List.of(), OptionalInt.empty(), OptionalDouble.empty());
    }

    private double since(long start) {
        return (nanos.getAsLong() - start) / 1e9;
    }
}
