package dev.braid.gpp.simulate;

import dev.braid.gpp.plan.Action;
import dev.braid.gpp.plan.Action.Closing;
import dev.braid.gpp.plan.Action.Kind;
import dev.braid.gpp.plan.Action.Pass;
import java.util.List;
import java.util.Optional;

/**
 * Chooses what a stage of split backwards does: the next forward or input gradient of the kFkB order when it is ready,
 * otherwise the oldest weight gradient that is left.
 *
 * <p>Memory: until its weight gradient is done a sample counts as in flight, with all that it kept. What that gradient
 * needs (an operator's input and the gradient of its output) replaces what the input gradient needed alone, and is not
 * larger. So a forward waits for the weight gradient that frees its place, and a stage keeps within the same bound as
 * with whole backwards. A stage that recomputes runs each weight gradient at once: what it recomputed would otherwise be
 * kept for several micro-batches.
 *
 * <p>Never slower than whole backwards: since the last moment at which the stage waited with nothing left to do it has
 * done a part of what it would have done with whole backwards by now, and gradients leave earlier.
 */
final class SplitBackward implements ActionSource {
    /** When a weight gradient may be put off. */
    enum Deferral {
        UNTIL_IDLE,
        NEVER
    }

    private final List<Pass> order;
    private final Deferral deferral;
    private int place;
    private int inputGradients;
    private int weightGradients;
    private int closed;

    /** Over forwards and input gradients in kFkB order. */
    SplitBackward(List<Pass> order, Deferral deferral) {
        this.order = order;
        this.deferral = deferral;
    }

    @Override
    public Optional<Action> next(StageState stage) {
        boolean left = weightGradients < inputGradients;
        if (left && deferral == Deferral.NEVER) {
            return Optional.of(weightGradient());
        }
        if (place < order.size() && stage.ready(order.get(place))) {
            return Optional.of(pass());
        }
        if (left) {
            return Optional.of(weightGradient());
        }
        Optional<Action> closing = awaited().filter(Closing.class::isInstance);
        if (closing.isPresent()) {
            closed++;
        }
        return closing;
    }

    private Pass pass() {
        Pass pass = order.get(place++);
        if (pass.kind() == Kind.BACKWARD_INPUT) {
            inputGradients++;
        }
        return pass;
    }

    private Pass weightGradient() {
        return new Pass(Kind.BACKWARD_WEIGHT, weightGradients++);
    }

    @Override
    public Optional<Action> awaited() {
        if (place < order.size()) {
            return Optional.of(order.get(place));
        }
        Closing[] closings = Closing.values();
        return closed < closings.length ? Optional.of(closings[closed]) : Optional.empty();
    }
}
