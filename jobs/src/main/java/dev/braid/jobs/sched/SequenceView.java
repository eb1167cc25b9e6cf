package dev.braid.jobs.sched;

/**
 * A running sequence as the scheduler sees it.
 *
 * @param length tokens known: prompt and output
 * @param computed positions whose keys and values are in the pool
 */
public record SequenceView(long id, int length, int computed) {
    /** Positions still to be computed before a token comes out. */
    public int pending() {
        return length - computed;
    }
}
