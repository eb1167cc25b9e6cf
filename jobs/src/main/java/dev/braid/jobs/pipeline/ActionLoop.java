package dev.braid.jobs.pipeline;

import dev.braid.gpp.plan.Action;
import java.util.function.Supplier;

/**
 * Where a worker's actions run: on its own thread, or as work in an engine's loop that serves requests between them.
 * Called by the worker's thread, which waits.
 */
public interface ActionLoop {
    /** The worker's own thread. */
    ActionLoop DIRECT = new ActionLoop() {
        @Override
        public <T> T run(Action action, Supplier<T> work) {
            return work.get();
        }

        @Override
        public void idle(Action next) {}
    };

    /** This loop, with actions that take the time that another one gives them: an emulated device that an engine owns. */
    default ActionLoop around(ActionLoop device) {
        ActionLoop outer = this;
        return new ActionLoop() {
            @Override
            public <T> T run(Action action, Supplier<T> work) {
                return outer.run(action, () -> device.run(action, work));
            }

            @Override
            public void leave() {
                outer.leave();
            }

            @Override
            public void idle(Action next) {
                outer.idle(next);
            }
        };
    }

    /** Runs an action at the next moment possible and returns what it made; what it throws is thrown here. */
    <T> T run(Action action, Supplier<T> work);

    /** The worker ends. */
    default void leave() {}

    /** Announces that the worker waits now for what this action needs: until it is there the device is free. */
    void idle(Action next);
}
