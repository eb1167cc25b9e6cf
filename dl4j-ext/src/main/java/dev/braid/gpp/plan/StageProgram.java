package dev.braid.gpp.plan;

import java.util.List;

/** All that one stage does in a mini-batch, in order. The simulator and the runtime run the same lists. */
public record StageProgram(int stage, List<Action> actions) {
    public StageProgram {
        actions = List.copyOf(actions);
    }
}
