package dev.braid.gpp.zoo;

import dev.braid.gpp.text.Nearest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The numbers of one model: those of its name, and for the others what they usually are. */
final class Parameters {
    private final List<Parameter> known;
    private final Map<String, Integer> given = new HashMap<>();

    /** @param query as in {@code branches=16&layers=4}; may be empty */
    Parameters(String model, List<Parameter> known, String query) {
        this.known = known;
        for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            String[] pair = part.split("=", 2);
            if (pair.length < 2) {
                throw new IllegalArgumentException("\"" + part + "\" is no parameter; write name=number, joined by &");
            }
            if (given.put(pair[0], known(model, pair[0]).parse(pair[1])) != null) {
                throw new IllegalArgumentException("parameter " + pair[0] + " is given twice");
            }
        }
    }

    private Parameter known(String model, String name) {
        List<String> names = known.stream().map(Parameter::name).toList();
        if (!names.contains(name)) {
            throw new IllegalArgumentException(model + " has no parameter \"" + name + "\"; did you mean "
                    + Nearest.to(name, names) + "? It has "
                    + known.stream().map(Parameter::toString).collect(Collectors.joining(", ")));
        }
        return known.get(names.indexOf(name));
    }

    int get(String name) {
        Parameter parameter = known.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return given.getOrDefault(name, parameter.usual());
    }

    /** All of them, by name. */
    Map<String, Integer> values() {
        Map<String, Integer> values = new HashMap<>();
        known.forEach(parameter -> values.put(parameter.name(), get(parameter.name())));
        return values;
    }

    TransformerShape transformer() {
        return new TransformerShape(get("sequence"), get("hidden"), get("heads"), get("ffn"));
    }

    /** Bytes of an element. */
    int width() {
        int bytes = get("bytes");
        if (bytes != 2 && bytes != 4) {
            throw new IllegalArgumentException("bytes is " + bytes + ", but must be 2 (half precision) or 4 (single)");
        }
        return bytes;
    }
}
