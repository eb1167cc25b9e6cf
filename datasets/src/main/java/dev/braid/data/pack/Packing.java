package dev.braid.data.pack;

/** How samples become sequences. */
public enum Packing {
    /** Several samples to a sequence, none of which sees another. The default. */
    PACKED,
    /** One sample to a sequence. */
    SINGLE
}
