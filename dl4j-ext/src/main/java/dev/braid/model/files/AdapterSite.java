package dev.braid.model.files;

import java.util.Comparator;

/** A place where an adapter sits: one linear of one layer. Ordered by layer, then by module. */
public record AdapterSite(int layer, LinearModule module) implements Comparable<AdapterSite> {
    private static final Comparator<AdapterSite> ORDER =
            Comparator.comparingInt(AdapterSite::layer).thenComparing(AdapterSite::module);

    public AdapterSite {
        Bounds.atLeast(0, "layer", layer);
    }

    /** The module's name in the model, such as {@code model.layers.3.self_attn.q_proj}. */
    public String name() {
        return module.name(layer);
    }

    @Override
    public int compareTo(AdapterSite other) {
        return ORDER.compare(this, other);
    }
}
