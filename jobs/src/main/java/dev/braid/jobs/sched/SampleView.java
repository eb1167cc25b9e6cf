package dev.braid.jobs.sched;

import java.util.List;

/**
 * The training sample under way as the scheduler sees it.
 *
 * @param length its tokens
 * @param forwarded positions that have gone forward
 * @param blocks blocks that remain to go backward, in order; the first is under way
 * @param unfinished positions {@code [0, unfinished)} of the first block remain
 */
public record SampleView(long id, int length, int forwarded, List<Integer> blocks, int unfinished) {
    public SampleView {
        blocks = List.copyOf(blocks);
    }
}
