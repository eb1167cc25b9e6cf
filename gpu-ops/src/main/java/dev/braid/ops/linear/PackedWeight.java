package dev.braid.ops.linear;

/** A weight {@code [out, in]} in the private layout of the {@link Linear} that made it. */
public interface PackedWeight {
    int out();

    int in();
}
