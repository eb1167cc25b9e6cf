package dev.braid.jobs.engine;

/**
 * Counters of an engine since its start, and its present load.
 *
 * @param ready whether warm-up is over and requests are served
 * @param running sequences in the batch
 * @param waiting requests in the queue
 * @param kvUsage used fraction of the KV pages, 0 to 1
 * @param preemptions sequences that lost their pages and were computed again
 * @param reusedTokens prompt tokens whose keys and values were in the pool already
 */
public record EngineStatus(
        Readiness ready,
        int running,
        int waiting,
        double kvUsage,
        long promptTokens,
        long generatedTokens,
        long trainForwardTokens,
        long trainBackwardTokens,
        long steps,
        long preemptions,
        long reusedTokens,
        StepSizes stepSizes,
        Iterations iterations,
        Attainment attainment) {
    /** How far the engine's start has come. */
    public enum Readiness {
        WARMING_UP,
        READY,
        STOPPING,
        FAILED
    }
}
