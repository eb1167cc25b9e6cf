package dev.braid.model.files;

import java.util.Comparator;

/** A place where an adapter sits: one linear of one layer. Ordered by layer, then by module. */
public record LoraSite(int layer, LinearModule module) implements Comparable<LoraSite> {
    private static final Comparator<LoraSite> ORDER =
            Comparator.comparingInt(LoraSite::layer).thenComparing(LoraSite::module);

    public LoraSite {
        Bounds.atLeast(0, "layer", layer);
    }

    /** The module's name in the model, such as {@code model.layers.3.self_attn.q_proj}. */
    public String name() {
        return module.name(layer);
    }

    @Override
    public int compareTo(LoraSite other) {
        return ORDER.compare(this, other);
    }
}
