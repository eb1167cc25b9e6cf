package dev.braid.jobs.sched;

import java.util.List;

/**
 * A training sample as the scheduler knows it.
 *
 * @param id names it from now on
 * @param job the finetuning job that it belongs to
 * @param length its tokens
 * @param blocks blocks that go backward, in order, the head first; the head alone when only the loss is wanted
 * @param head number of the head's block
 */
public record SampleSpec(long id, String job, int length, List<Integer> blocks, int head) {
    public SampleSpec {
        blocks = List.copyOf(blocks);
        if (length < 1 || blocks.isEmpty()) {
            throw new IllegalArgumentException("sample " + id + " has " + length + " tokens and " + blocks.size()
                    + " backward blocks, must have at least 1 each");
        }
    }

    /** Token passes through the whole of the model that it stands for: one forward, about two backward. */
    long cost() {
        return length * (blocks.size() > 1 ? 3L : 1L);
    }
}
