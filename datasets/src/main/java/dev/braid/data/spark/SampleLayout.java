package dev.braid.data.spark;

import dev.braid.data.pack.EpochOrder;
import org.apache.spark.Partitioner;

/**
 * Which shard every sample goes to: samples are numbered by file and line, shuffled by a seeded permutation of the numbers,
 * the first of them kept for validation, and cut into shards of equal count. A function of the numbers alone, whatever the
 * partitions of the job are. As a partitioner it has one partition per shard.
 */
final class SampleLayout extends Partitioner {
    private static final long serialVersionUID = 1L;
    private static final long SHUFFLE = -1;

    private final long samples;
    private final long validation;
    private final int samplesPerShard;
    private final long seed;

    SampleLayout(long samples, PackOptions options) {
        this.samples = samples;
        this.validation = options.validation().of(samples);
        this.samplesPerShard = options.samplesPerShard();
        this.seed = options.seed();
    }

    /** The place of the sample with a number in the shuffled order. */
    long position(long number) {
        return new EpochOrder(seed, SHUFFLE, samples).at(number);
    }

    int validationShards() {
        return shards(validation);
    }

    boolean isValidation(int shard) {
        return shard < validationShards();
    }

    /** The number of a shard among those of its kind. */
    int numberOf(int shard) {
        return isValidation(shard) ? shard : shard - validationShards();
    }

    @Override
    public int numPartitions() {
        return validationShards() + shards(samples - validation);
    }

    @Override
    public int getPartition(Object position) {
        long place = (Long) position;
        return place < validation
                ? (int) (place / samplesPerShard)
                : validationShards() + (int) ((place - validation) / samplesPerShard);
    }

    private int shards(long count) {
        return Math.toIntExact((count + samplesPerShard - 1) / samplesPerShard);
    }
}
