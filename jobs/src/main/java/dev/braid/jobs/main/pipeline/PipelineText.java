package dev.braid.jobs.main.pipeline;

import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Events as lines for people. */
public final class PipelineText {
    private PipelineText() {}

    public static String of(PipelineEvent event) {
        if (event instanceof PipelineEvent.Sharded sharded) {
            return format(
                    "table: %d rows, %d set aside, in %s", sharded.rows(), sharded.quarantined(), sharded.folder());
        } else if (event instanceof PipelineEvent.Planned planned) {
            return planned(planned);
        } else if (event instanceof PipelineEvent.Attempt attempt) {
            return format("attempt %d: mini-batches %d to %d", attempt.attempt() + 1, attempt.from() + 1, attempt.to());
        } else if (event instanceof PipelineEvent.Trained trained) {
            return trained(trained);
        } else if (event instanceof PipelineEvent.Saved saved) {
            return format("mini-batch %d: checkpoint %s", saved.iterations(), saved.folder());
        } else if (event instanceof PipelineEvent.NotSaved not) {
            return format("mini-batch %d: no checkpoint, training goes on: %s", not.iterations(), not.reason());
        } else if (event instanceof PipelineEvent.Restarting restarting) {
            return format(
                    "attempt %d failed, going on from mini-batch %d: %s",
                    restarting.attempt() + 1, restarting.from(), restarting.reason());
        }
        TrainResult result = ((PipelineEvent.Finished) event).result();
        return format(
                "done: %d mini-batches, %d restarts, %.1f s; report %s",
                result.iterations(), result.restarts(), result.seconds(), result.report());
    }

    private static String planned(PipelineEvent.Planned planned) {
        Plan plan = planned.plan();
        String stages = plan.stages().stream().map(PipelineText::stage).collect(Collectors.joining("; "));
        return format(
                "plan of %s for %s: %d stages, %d deep, %.4f s a mini-batch, found in %.2f s: %s",
                plan.planner(),
                planned.setting(),
                plan.stages().size(),
                plan.depth(),
                planned.seconds(),
                planned.searchSeconds(),
                stages);
    }

    private static String stage(Stage stage) {
        return format(
                "stage %d of %d operators on %d, micro-batch %d, %d in flight",
                stage.id(), stage.operators().size(), stage.degree(), stage.microBatch(), stage.inFlight());
    }

    private static String trained(PipelineEvent.Trained trained) {
        List<Double> bubbles = trained.miniBatch().bubbleShares();
        String shares =
                bubbles.stream().map(share -> format("%.0f%%", 100 * share)).collect(Collectors.joining(" "));
        return format(
                "mini-batch %d  loss %.5f  %.0f samples/s  bubbles %s  ETA %.0f s",
                trained.miniBatch().iteration() + 1,
                trained.miniBatch().loss(),
                trained.samplesPerSecond(),
                shares,
                trained.secondsLeft());
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
