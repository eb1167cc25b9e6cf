package dev.braid.jobs.engine;

import dev.braid.jobs.sched.Slo;
import dev.braid.ops.sampling.SamplingParams;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A request for tokens, tokenised and validated in form.
 *
 * @param model the base model's name, an adapter's name (its newest published version) or {@code name@step}
 * @param prompt token ids, at least one
 * @param maxTokens most tokens to generate, at least 1
 * @param stopIds ids that end the generation and are not part of it (the end tokens, unless they are ignored)
 * @param tpotNanos target of its time per output token; empty for the engine's own
 * @param ttftNanos target of its time to the first token; empty for the engine's own
 * @param priority as in {@link dev.braid.jobs.sched.RequestSpec}
 */
public record GenerationRequest(
        String model,
        int[] prompt,
        int maxTokens,
        SamplingParams sampling,
        Set<Integer> stopIds,
        OptionalLong tpotNanos,
        OptionalLong ttftNanos,
        int priority) {
    public GenerationRequest {
        stopIds = Set.copyOf(stopIds);
        if (prompt.length == 0) {
            throw new IllegalArgumentException("prompt has 0 tokens, must have at least 1");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max_tokens is " + maxTokens + ", must be at least 1");
        }
    }

    /** With the engine's targets and no priority. */
    public GenerationRequest(String model, int[] prompt, int maxTokens, SamplingParams sampling, Set<Integer> stopIds) {
        this(model, prompt, maxTokens, sampling, stopIds, OptionalLong.empty(), OptionalLong.empty(), 0);
    }

    /** Its targets, where it names none those given. */
    Slo slo(Slo otherwise) {
        return new Slo(tpotNanos.orElse(otherwise.tpotNanos()), ttftNanos.orElse(otherwise.ttftNanos()));
    }
}
