package dev.braid.gpp.rival;

import dev.braid.gpp.formats.PipeDreamProfile;
import dev.braid.gpp.rival.Antichains.State;
import java.util.List;
import java.util.Optional;

/**
 * PipeDream's planner as it was published, on its own profiles and with its own costs: weights go through a parameter
 * server in every mini-batch, a stage's input and output each take their time beside the computation, and memory is no
 * bound. Inputs and tuple elements that nobody takes are left out, so they are in no stage.
 *
 * <p>Where several cuts have the same bottleneck, the one at the earliest states is taken; the original takes any.
 *
 * @see <a href="https://arxiv.org/abs/1806.03377">PipeDream: Fast and Efficient Pipeline Parallel DNN Training</a>
 */
public final class OriginalPipeDream {
    /** The tables grow with the square of the number of states. */
    public static final int MOST_STATES = 4_000;

    private OriginalPipeDream() {}

    /** @param levels innermost first: machines in a node, then nodes in a cluster */
    public static OriginalOutcome<PipeDreamPlan> plan(PipeDreamProfile profile, List<PipeDreamLevel> levels) {
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("there is no level of machines; give at least one");
        }
        PipeDreamModel model = PipeDreamModel.of(profile).pruned();
        if (model.ids().isEmpty()) {
            return new OriginalOutcome.Infeasible<>("the profile has nothing but inputs");
        }
        Optional<List<State>> states = Antichains.of(model.successors(), MOST_STATES);
        return states.isEmpty()
                ? new OriginalOutcome.Infeasible<>(
                        "the profile of " + model.ids().size() + " nodes has more than " + MOST_STATES
                                + " antichain states; it has too many parallel branches")
                : new OriginalOutcome.Found<>(new PipeDreamSearch(model, states.get(), levels).best());
    }
}
