package dev.braid.gpp.zoo;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
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
        return named(name, () -> model(name).graph(query(name)));
    }

    /**
     * What a name says, with the usual values for what it does not say.
     *
     * @throws IllegalArgumentException as {@link #graph}
     */
    public static ZooName parse(String name) {
        return named(name, () -> new ZooName(model(name).id(), model(name).values(query(name))));
    }

    private static <T> T named(String name, Supplier<T> result) {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException("\"" + name + "\" does not begin with " + PREFIX);
        }
        model(name);
        try {
            return result.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static String query(String name) {
        int start = name.indexOf('?');
        return start < 0 ? "" : name.substring(start + 1);
    }

    private static Model model(String name) {
        String id = name.substring(PREFIX.length()).split("\\?", 2)[0];
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
