package dev.braid.model.plan;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Memory of one operator's output after each pass, in bytes.
 *
 * @param block number of the layer; -1 is the embedding, one past the last layer the head
 * @param operator the module whose weights it reads, or the kind of operator
 * @param saved kept from forward to backward
 * @param temporary workspace while one window runs; operators take turns in it, so that the sum over operators is more
 *     than a pass needs
 */
public record OperatorMemory(
        int block,
        String operator,
        String tensor,
        Direction direction,
        Map<CompilerPass, Long> saved,
        Map<CompilerPass, Long> temporary) {
    /** The half of a training step that an operator belongs to. */
    public enum Direction {
        FORWARD,
        /** Gradients, and what is done again for them. */
        BACKWARD
    }

    public OperatorMemory {
        saved = Collections.unmodifiableMap(new EnumMap<>(saved));
        temporary = Collections.unmodifiableMap(new EnumMap<>(temporary));
    }
}
