package dev.braid.gpp.zoo;

/** What a layer does beside its main work, in the same operator. */
enum Trait {
    /** Normalises its input first: a scale and a shift for each feature. */
    NORM,
    /** Cuts its output off below zero; backward reads the output. */
    RELU,
    /** Adds a tensor from further up to its output. */
    RESIDUAL,
    /** Reads the data set and not another operator: its input has no gradient and is saved here. */
    FROM_DATA
}
