package dev.braid.jobs.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.gpp.plan.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ActionLoopTest {
    private record Named(String name, List<String> log) implements ActionLoop {
        @Override
        public <T> T run(Action action, Supplier<T> work) {
            log.add(name + " begins");
            T made = work.get();
            log.add(name + " ends");
            return made;
        }

        @Override
        public void leave() {
            log.add(name + " left");
        }

        @Override
        public void idle(Action next) {
            log.add(name + " idle");
        }
    }

    /** The engine decides when, and hears of bubbles; the emulated device how long. */
    @Test
    void aLoopAroundAnotherRunsItsActionsWithinItsOwn() {
        List<String> log = new ArrayList<>();
        ActionLoop both = new Named("engine", log).around(new Named("device", log));
        Action action = Action.Closing.UPDATE;
        both.idle(action);
        assertEquals(7, both.run(action, () -> {
            log.add("work");
            return 7;
        }));
        both.leave();
        assertEquals(
                List.of(
                        "engine idle",
                        "engine begins",
                        "device begins",
                        "work",
                        "device ends",
                        "engine ends",
                        "engine left"),
                log);
    }
}
