package dev.braid.model.program;

/** Where an instruction finds or leaves a tensor. */
public sealed interface Place {
    /** A workspace slot {@code [rows of this batch or window, width]}; its content lives within one pass. */
    record Slot(int index) implements Place {}

    /** A saved forward tensor of a training sample, {@code [sample length, width]}, at absolute positions. */
    record Saved(int index) implements Place {}

    /** The gradient that flows from block to block, {@code [sample length, hidden]}, at absolute positions. */
    record GradientStream() implements Place {}

    /** Gradient of this block's keys by absolute position, added to by every window that sees them. */
    record KeyGradient() implements Place {}

    /** The same for values. */
    record ValueGradient() implements Place {}
}
