package dev.braid.gpp.rival;

/** Whether a planner may have saved tensors computed again. */
enum Recomputation {
    NONE,
    /** For as few operators of a stage as its memory asks. */
    PER_OPERATOR
}
