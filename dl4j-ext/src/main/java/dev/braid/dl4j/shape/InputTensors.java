package dev.braid.dl4j.shape;

import dev.braid.dl4j.files.Network;
import java.util.Map;

/** The shapes of a network's inputs, given or told from the layers that read them. */
public final class InputTensors {
    private InputTensors() {}

    /** @param given types by name, as {@link Shapes} takes them */
    public static Map<String, TensorShape> of(Network network, Map<String, String> given) {
        return new InputTypes(network, given).shapes();
    }
}
