package dev.braid.gpp.simulate;

import dev.braid.gpp.plan.Action;
import java.util.List;
import java.util.Optional;

/** What an idle stage should do next. Asked until it gives nothing; an action that it gives is begun. */
interface ActionSource {
    /** The action to begin now, or nothing while the stage must wait. */
    Optional<Action> next(StageState stage);

    /** The action that the stage would have to begin to go on, or nothing when it is done. */
    Optional<Action> awaited();

    /** A list in its order. */
    final class Listed implements ActionSource {
        private final List<Action> actions;
        private int place;

        Listed(List<Action> actions) {
            this.actions = actions;
        }

        @Override
        public Optional<Action> next(StageState stage) {
            Optional<Action> next = awaited().filter(stage::ready);
            if (next.isPresent()) {
                place++;
            }
            return next;
        }

        @Override
        public Optional<Action> awaited() {
            return place < actions.size() ? Optional.of(actions.get(place)) : Optional.empty();
        }
    }
}
