package dev.braid.model.program;

import dev.braid.ops.attention.KvPool;

/**
 * How much a {@link ProgramExecutor} must hold; its memory follows from this and is divided when it is made.
 *
 * @param batchRows token rows of a forward pass
 * @param windowRows rows of a backward window
 * @param headRows rows that go through the head at once: sampled rows, or a chunk of a loss window
 * @param sequences sequences (page tables) of a batch, training samples included
 * @param contextTokens positions of the longest sequence
 * @param sampleTokens positions of the longest training sample; 0 when nothing is trained
 * @param pages KV pages
 * @param lanes training samples in flight at a time
 */
public record ExecutorSizes(
        int batchRows,
        int windowRows,
        int headRows,
        int sequences,
        int contextTokens,
        int sampleTokens,
        int pages,
        int lanes) {
    public ExecutorSizes {
        require("batchRows", batchRows, 1);
        require("windowRows", windowRows, 1);
        require("headRows", headRows, 1);
        require("sequences", sequences, 1);
        require("contextTokens", contextTokens, 1);
        require("sampleTokens", sampleTokens, 0);
        require("pages", pages, 1);
        require("lanes", lanes, 1);
        if (sampleTokens > contextTokens) {
            throw new IllegalArgumentException(
                    "sampleTokens is " + sampleTokens + ", must be at most contextTokens " + contextTokens);
        }
    }

    /** With one training sample at a time. */
    public ExecutorSizes(
            int batchRows,
            int windowRows,
            int headRows,
            int sequences,
            int contextTokens,
            int sampleTokens,
            int pages) {
        this(batchRows, windowRows, headRows, sequences, contextTokens, sampleTokens, pages, 1);
    }

    /** Pages of the longest sequence. */
    public int pagesPerSequence() {
        int page = KvPool.PAGE_TOKENS;
        return (contextTokens + page - 1) / page;
    }

    /** Rows of a pass of each kind. */
    public TrainingMemory.Windows windows() {
        return new TrainingMemory.Windows(batchRows, windowRows, headRows);
    }

    private static void require(String field, int value, int bound) {
        if (value < bound) {
            throw new IllegalArgumentException(field + " is " + value + ", must be at least " + bound);
        }
    }
}
