package dev.braid.model.files;

import java.util.List;
import java.util.Set;

/** A reader of the rotary embedding's fields: {@code rope_theta} + {@code rope_scaling}, or {@code rope_parameters}. */
final class RopeReader {
    private static final double DEFAULT_THETA = 10000;
    private static final String ORIGINAL = "original_max_position_embeddings";
    private static final Set<String> KNOWN = Set.of(
            "rope_type",
            "type",
            "rope_theta",
            "factor",
            "low_freq_factor",
            "high_freq_factor",
            ORIGINAL,
            "partial_rotary_factor");

    private RopeReader() {}

    static Rope read(JsonFields json) {
        refusePartial(json);
        List<Rope> stated = List.of("rope_parameters", "rope_scaling").stream()
                .filter(json::has)
                .map(field -> read(json, json.object(field)))
                .distinct()
                .toList();
        if (stated.size() > 1) {
            throw json.refuse("rope_scaling", "contradicts rope_parameters: " + stated.get(1) + ", " + stated.get(0));
        }
        return stated.isEmpty() ? Rope.plain(json.number("rope_theta", DEFAULT_THETA)) : stated.get(0);
    }

    private static Rope read(JsonFields config, JsonFields rope) {
        for (String field : rope.names()) {
            if (!KNOWN.contains(field)) {
                throw rope.refuse(
                        field,
                        "is not supported; supported are "
                                + KNOWN.stream().sorted().toList());
            }
        }
        refusePartial(rope);
        return rope.build(() -> new Rope(theta(config, rope), scaling(rope)));
    }

    private static double theta(JsonFields config, JsonFields rope) {
        double outer = config.number("rope_theta", rope.number("rope_theta", DEFAULT_THETA));
        double inner = rope.number("rope_theta", outer);
        if (outer != inner) {
            throw rope.refuse("rope_theta", "is " + inner + ", but the outer rope_theta is " + outer);
        }
        return inner;
    }

    private static RopeScaling scaling(JsonFields rope) {
        String type = rope.text("rope_type", rope.text("type", "default"));
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "llama3" ->
                new RopeScaling.Llama3(
                        rope.number("factor"),
                        rope.number("low_freq_factor"),
                        rope.number("high_freq_factor"),
                        rope.integer(ORIGINAL));
            default -> throw rope.refuse("rope_type", type + " is not supported; supported are default, llama3");
        };
    }

    private static void refusePartial(JsonFields json) {
        double factor = json.number("partial_rotary_factor", 1);
        if (factor != 1) {
            throw json.refuse("partial_rotary_factor", "is " + factor + "; only 1 is supported");
        }
    }
}
