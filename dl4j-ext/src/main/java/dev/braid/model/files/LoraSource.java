package dev.braid.model.files;

import java.util.Objects;

/** Where the values of one site's pair come from when it is written: a {@code [rank, in]} and b {@code [out, rank]}. */
public record LoraSource(FloatSource a, FloatSource b) {
    public LoraSource {
        Objects.requireNonNull(a, "a");
        Objects.requireNonNull(b, "b");
    }
}
