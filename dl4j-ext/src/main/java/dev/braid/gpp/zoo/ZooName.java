package dev.braid.gpp.zoo;

import java.util.Map;

/** A model of the zoo with all its parameters, given or usual, by name. */
public record ZooName(String model, Map<String, Integer> parameters) {
    public ZooName {
        parameters = Map.copyOf(parameters);
    }
}
