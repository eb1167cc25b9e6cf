package dev.braid.gpp.zoo;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Models by name, as in {@code zoo:candle-uno?branches=16&layers=4&hidden=4096}; what is not given is as in GraphPipe's
 * evaluation.
 */
public final class Zoo {
    /** What a name begins with. */
    public static final String PREFIX = "zoo:";

    private Zoo() {}

    /**
     * The graph of a model.
     *
     * @throws IllegalArgumentException naming the model or parameter, its value and bounds, and the nearest that exists
     */
    public static CostGraph graph(String name) {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException("\"" + name + "\" does not begin with " + PREFIX);
        }
        String[] parts = name.substring(PREFIX.length()).split("\\?", 2);
        Model model = model(parts[0]);
        try {
            return model.graph(parts.length == 1 ? "" : parts[1]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static Model model(String id) {
        List<String> ids = Arrays.stream(Model.values()).map(Model::id).toList();
        if (!ids.contains(id)) {
            throw new IllegalArgumentException("the zoo has no model \"" + id + "\"; did you mean " + PREFIX
                    + Nearest.to(id, ids) + "? It has " + String.join(", ", ids));
        }
        return Model.values()[ids.indexOf(id)];
    }

    /** A line for each model: its name, its parameters, their values and bounds. */
    public static List<String> models() {
        return Arrays.stream(Model.values())
                .map(model -> PREFIX + model.id() + "?"
                        + model.parameters().stream().map(Parameter::toString).collect(Collectors.joining("&")))
                .toList();
    }
}
