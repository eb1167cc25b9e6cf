package dev.braid.model.files;

import java.util.Objects;

/** Rotary position embedding: the base of the frequencies and how they are stretched. */
public record Rope(double theta, RopeScaling scaling) {
    public Rope {
        Bounds.require(theta > 0 && Double.isFinite(theta), "rope_theta", theta, "a number above 0");
        Objects.requireNonNull(scaling, "scaling");
    }

    public static Rope plain(double theta) {
        return new Rope(theta, new RopeScaling.None());
    }
}
