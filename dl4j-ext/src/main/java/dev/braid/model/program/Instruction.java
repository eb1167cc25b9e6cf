package dev.braid.model.program;

import dev.braid.model.graph.Op;
import java.util.List;

/** One step of a segment. */
public sealed interface Instruction {
    /** Runs an operator on the tensors at the given places. */
    record Compute(Op op, List<Place> inputs, List<Place> outputs) implements Instruction {
        public Compute {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    /** Copies the training rows of a slot to their absolute positions in a saved tensor. */
    record Save(Place.Slot from, Place.Saved to) implements Instruction {}
}
