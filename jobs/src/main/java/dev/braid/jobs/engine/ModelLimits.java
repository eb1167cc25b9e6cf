package dev.braid.jobs.engine;

import java.util.List;

/**
 * What a {@link StepRunner} can hold.
 *
 * @param context tokens of a sequence
 * @param pages KV pages in all
 * @param pageTokens tokens of a page
 * @param sampleTokens tokens of a training sample; 0 when it cannot train
 * @param lanes training samples that it holds at a time
 * @param backwardBlocks blocks that go backward, in order, the head first
 */
public record ModelLimits(
        int vocabulary,
        int context,
        int pages,
        int pageTokens,
        int sampleTokens,
        int lanes,
        List<Integer> backwardBlocks) {
    public ModelLimits {
        backwardBlocks = List.copyOf(backwardBlocks);
    }

    /** Pages that hold {@code tokens} tokens. */
    public int pagesFor(int tokens) {
        return (tokens + pageTokens - 1) / pageTokens;
    }
}
