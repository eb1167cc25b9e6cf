package dev.braid.stage;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * One parameter array of a model and what the updater keeps for it.
 *
 * @param name as the model names it, {@code layer_W} for example
 * @param type of all buffers
 * @param weights flat, in the model's own order
 * @param updater slots of the update rule by name ({@code M} and {@code V} of Adam), each as long as the weights
 */
public record ParameterState(String name, ElementType type, ByteBuffer weights, Map<String, ByteBuffer> updater) {
    public ParameterState {
        updater = Map.copyOf(updater);
        for (ByteBuffer slot : List.copyOf(updater.values())) {
            if (slot.remaining() != weights.remaining()) {
                throw new IllegalArgumentException("parameter " + name + " has " + weights.remaining()
                        + " bytes of weights, but a slot of " + slot.remaining());
            }
        }
    }
}
