package dev.braid.data.sample;

/** What becomes of a sample that is longer than the cutoff. */
public enum Overlong {
    /** Its end is cut off. The default. */
    TRUNCATE,
    QUARANTINE
}
