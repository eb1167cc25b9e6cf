package dev.braid.ops.device;

/** Cuts work over independent rows into ranges for a {@link WorkerPool}; small work stays on the calling thread. */
public final class RowRanges {
    /** Elements below which handing work to other threads costs more than it saves. */
    private static final long INLINE = 32_768;

    private static final int RANGES_PER_THREAD = 4;

    private RowRanges() {}

    /** The work on rows {@code [from, to)}. */
    @FunctionalInterface
    public interface Range {
        void run(int from, int to);
    }

    /** @param elementsPerRow how much work a row is */
    public static void run(WorkerPool pool, int rows, long elementsPerRow, Range range) {
        if (pool.threads() == 1 || rows * elementsPerRow < INLINE) {
            range.run(0, rows);
            return;
        }
        int ranges = Math.min(rows, pool.threads() * RANGES_PER_THREAD);
        pool.run(ranges, i -> range.run(bound(rows, ranges, i), bound(rows, ranges, i + 1)));
    }

    private static int bound(int rows, int ranges, int index) {
        return (int) ((long) rows * index / ranges);
    }
}
