package dev.braid.jobs.engine;

import java.util.List;

/**
 * The tokens that a step chose, one for each sequence whose known tokens are all computed.
 *
 * @param tokens not to be changed; valid until the runner's next step
 */
public record StepResult(List<Chosen> tokens) {
    /** A sequence's next token. */
    public record Chosen(long sequence, GeneratedToken token) {}
}
