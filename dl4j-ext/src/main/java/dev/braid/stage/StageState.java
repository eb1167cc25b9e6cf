package dev.braid.stage;

import java.util.List;

/**
 * Parameters and updater state of some of a model's layers, by name; so a state written under one plan can be read under
 * another.
 *
 * @param parameters in the model's order
 */
public record StageState(List<ParameterState> parameters) {
    public StageState {
        parameters = List.copyOf(parameters);
    }
}
