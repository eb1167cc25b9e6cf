package dev.braid.jobs.engine;

import java.util.List;

/** The tokens that a step chose, one for each sequence whose known tokens are all computed. */
public record StepResult(List<Chosen> tokens) {
    /** A sequence's next token. */
    public record Chosen(long sequence, GeneratedToken token) {}

    public StepResult {
        tokens = List.copyOf(tokens);
    }
}
