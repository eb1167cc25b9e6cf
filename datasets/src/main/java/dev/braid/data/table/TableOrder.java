package dev.braid.data.table;

import dev.braid.data.pack.EpochOrder;

/**
 * The order in which mini-batches visit the rows: it follows from the seed, the epoch and the shards' sizes alone. Shards
 * come in a random order; within a window of a few of them rows do, so that a reader keeps few shards at a time. An epoch
 * ends with the last whole mini-batch; its rest is left out, other rows in each epoch.
 */
public final class TableOrder {
    /** Shards whose rows are mixed. */
    static final int WINDOW = 8;

    /** A row's place. */
    record Place(int shard, int row) {}

    private final long seed;
    private final int[] rows;
    private final int miniBatch;
    private final long total;
    private long epoch = -1;
    /** Shards in the epoch's order, and the rows before each. */
    private final int[] order;

    private final long[] before;

    /**
     * @param rows of each shard
     * @param miniBatch samples of one
     */
    public TableOrder(long seed, int[] rows, int miniBatch) {
        this.seed = seed;
        this.rows = rows.clone();
        this.miniBatch = miniBatch;
        this.order = new int[rows.length];
        this.before = new long[rows.length + 1];
        long sum = 0;
        for (int each : rows) {
            sum += each;
        }
        this.total = sum;
        if (total < miniBatch) {
            throw new IllegalArgumentException("the table has " + total + " rows, but a mini-batch takes " + miniBatch
                    + "; lower spark.braid.pipeline.batch or bring more rows");
        }
    }

    /** Mini-batches of an epoch. */
    public long perEpoch() {
        return total / miniBatch;
    }

    /** The epoch of an iteration, both from 0. */
    public int epoch(long iteration) {
        return Math.toIntExact(iteration / perEpoch());
    }

    /** The row that is a sample of a mini-batch. One thread at a time. */
    Place at(long iteration, int sample) {
        prepare(epoch(iteration));
        long position = iteration % perEpoch() * miniBatch + sample;
        int window = window(position);
        int first = window * WINDOW;
        int end = Math.min(rows.length, first + WINDOW);
        long mixed = new EpochOrder(seed, epoch * rows.length + window, before[end] - before[first])
                        .at(position - before[first])
                + before[first];
        int place = first;
        while (before[place + 1] <= mixed) {
            place++;
        }
        return new Place(order[place], (int) (mixed - before[place]));
    }

    private int window(long position) {
        int window = 0;
        while (before[Math.min(rows.length, (window + 1) * WINDOW)] <= position) {
            window++;
        }
        return window;
    }

    private void prepare(int wanted) {
        if (epoch == wanted) {
            return;
        }
        epoch = wanted;
        EpochOrder shards = new EpochOrder(~seed, epoch, rows.length);
        for (int i = 0; i < rows.length; i++) {
            order[i] = (int) shards.at(i);
            before[i + 1] = before[i] + rows[order[i]];
        }
    }
}
