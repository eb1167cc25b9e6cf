package dev.braid.data.pack;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A packed dataset: any of its sequences by number. Opens shards as they are needed and keeps the headers of the last few.
 * One thread at a time; every task opens its own.
 */
public final class PackedDataset {
    private static final int OPEN_SHARDS = 64;

    private final ShardStore store;
    private final ShardIndex index;
    private final long[] firstSequence;
    private final Map<Integer, PackedShard> open = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, PackedShard> eldest) {
            return size() > OPEN_SHARDS;
        }
    };

    private PackedDataset(ShardStore store, ShardIndex index) {
        this.store = store;
        this.index = index;
        this.firstSequence = new long[index.shards().size() + 1];
        for (int shard = 0; shard < index.shards().size(); shard++) {
            firstSequence[shard + 1] =
                    firstSequence[shard] + index.shards().get(shard).sequences();
        }
    }

    public static PackedDataset open(ShardStore store) {
        return new PackedDataset(store, ShardIndex.read(store));
    }

    /** A dataset whose index was read before, by the driver say. */
    public static PackedDataset open(ShardStore store, ShardIndex index) {
        return new PackedDataset(store, index);
    }

    public ShardIndex index() {
        return index;
    }

    public long sequences() {
        return firstSequence[firstSequence.length - 1];
    }

    /** Sequence {@code number} of the dataset, from 0. */
    public PackedSequence read(long number) {
        if (number < 0 || number >= sequences()) {
            throw new IndexOutOfBoundsException("sequence " + number + " of a dataset of " + sequences());
        }
        int shard = shardOf(number);
        return open(shard).read((int) (number - firstSequence[shard]));
    }

    private PackedShard open(int shard) {
        return open.computeIfAbsent(shard, ignored -> {
            ShardEntry entry = index.shards().get(shard);
            PackedShard opened = PackedShard.open(store, entry.file());
            if (opened.sequences() != entry.sequences()) {
                throw new ShardException("shard " + entry.file() + " in " + store.location() + " has "
                        + opened.sequences() + " sequences, the index says " + entry.sequences()
                        + "; pack the dataset again");
            }
            return opened;
        });
    }

    private int shardOf(long number) {
        int low = 0;
        int high = firstSequence.length - 2;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstSequence[middle] <= number) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
