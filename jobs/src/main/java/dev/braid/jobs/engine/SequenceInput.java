package dev.braid.jobs.engine;

import dev.braid.ops.sampling.SamplingParams;

/** A sequence as a runner reads it during a step. */
public interface SequenceInput {
    /** Prompt and output; the first {@link #length} count. */
    int[] tokens();

    int length();

    /** Its KV pages in order; the first {@link #pageCount} count. */
    int[] pages();

    int pageCount();

    /** Copy of the base model's weights. */
    int base();

    /** Adapter slot, or {@link StepRunner#BASE}. */
    int adapter();

    SamplingParams sampling();
}
