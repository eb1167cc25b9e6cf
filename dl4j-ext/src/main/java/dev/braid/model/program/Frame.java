package dev.braid.model.program;

import dev.braid.ops.memory.Matrix;

/** Resolves places to memory for the rows of one pass over one segment. */
interface Frame {
    /** The rows that operators work on. */
    Rows rows();

    /** The memory of a place, these rows of it. */
    Matrix at(Place place);

    /** The memory of a place that holds all positions of a sample. */
    Matrix whole(Place place);
}
