package dev.braid.gpp.simulate;

import java.util.List;
import java.util.stream.Collectors;

/** What a simulated mini-batch came to. */
public sealed interface Run {
    /** All actions of all stages are done. */
    record Finished(Simulation simulation) implements Run {}

    /** Nothing moves any more. */
    record Deadlocked(double time, List<Wait> waits) implements Run {
        public Deadlocked {
            waits = List.copyOf(waits);
        }

        public String message() {
            return waits.stream().map(Wait::toString).collect(Collectors.joining("; "));
        }
    }

    /** The result; throws {@link IllegalArgumentException} that says who waits for whom when there is none. */
    default Simulation finished() {
        if (this instanceof Deadlocked deadlocked) {
            throw new IllegalArgumentException("the plan deadlocks: " + deadlocked.message());
        }
        return ((Finished) this).simulation();
    }
}
