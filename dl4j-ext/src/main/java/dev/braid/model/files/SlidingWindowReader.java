package dev.braid.model.files;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** A reader of the sliding window, which must be the same in every layer. */
final class SlidingWindowReader {
    private static final String FULL = "full_attention";
    private static final String SLIDING = "sliding_attention";
    private static final int DEFAULT_WINDOW = 4096;
    private static final int DEFAULT_MAX_WINDOW_LAYERS = 28;

    private final JsonFields json;
    private final Family family;

    SlidingWindowReader(JsonFields json, Family family) {
        this.json = json;
        this.family = family;
    }

    OptionalInt read() {
        OptionalInt window = switch (family) {
            case LLAMA -> OptionalInt.empty();
            case MISTRAL -> stated();
            case QWEN2, QWEN3 -> switchable();
        };
        if (json.has("layer_types")) {
            requireLayerTypes(window);
        }
        return window;
    }

    /** Absent means the default window, null means none. */
    private OptionalInt stated() {
        if (json.has("sliding_window")) {
            return OptionalInt.of(json.integer("sliding_window"));
        }
        return json.mentions("sliding_window") ? OptionalInt.empty() : OptionalInt.of(DEFAULT_WINDOW);
    }

    /** Qwen slides only where use_sliding_window says so, and then in the layers from max_window_layers on. */
    private OptionalInt switchable() {
        OptionalInt window = json.flag("use_sliding_window", false) ? stated() : OptionalInt.empty();
        if (window.isEmpty() || json.has("layer_types")) {
            return window;
        }
        int first = json.integer("max_window_layers", DEFAULT_MAX_WINDOW_LAYERS);
        int layers = json.integer("num_hidden_layers");
        if (first > 0 && first < layers) {
            throw json.refuse(
                    "max_window_layers",
                    "is " + first + " of " + layers + " layers; a sliding window in some layers only is not supported,"
                            + " it must be 0 or at least num_hidden_layers");
        }
        return first <= 0 ? window : OptionalInt.empty();
    }

    private void requireLayerTypes(OptionalInt window) {
        List<String> types = json.texts("layer_types");
        int layers = json.integer("num_hidden_layers");
        if (types.size() != layers) {
            throw json.refuse(
                    "layer_types", "has " + types.size() + " entries; must have one for each of " + layers + " layers");
        }
        Set<String> kinds = new TreeSet<>(types);
        String expected = window.isPresent() ? SLIDING : FULL;
        if (kinds.size() > 1) {
            throw json.refuse("layer_types", "mixes " + kinds + "; only one kind for all layers is supported");
        }
        if (!kinds.equals(Set.of(expected))) {
            throw json.refuse(
                    "layer_types",
                    "is " + kinds + ", but the sliding window fields say " + expected + "; supported are " + FULL
                            + " and " + SLIDING + " in agreement with them");
        }
    }
}
