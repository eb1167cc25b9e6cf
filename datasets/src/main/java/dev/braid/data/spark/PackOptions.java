package dev.braid.data.spark;

import dev.braid.data.pack.Packing;

/**
 * How samples become shards.
 *
 * @param packLength the longest sequence in tokens
 * @param samplesPerShard samples that one task packs together
 * @param seed of the shuffle and of the choice of the validation samples
 */
public record PackOptions(int packLength, Packing packing, int samplesPerShard, long seed, ValidationSize validation) {
    public static final int DEFAULT_SAMPLES_PER_SHARD = 4096;

    public PackOptions {
        if (packLength < 2) {
            throw new IllegalArgumentException("pack length is " + packLength + ", must be at least 2");
        }
        if (samplesPerShard < 1) {
            throw new IllegalArgumentException("samples per shard is " + samplesPerShard + ", must be at least 1");
        }
    }

    /** Packed, 4096 samples to a shard, nothing kept for validation. */
    public static PackOptions of(int packLength, long seed) {
        return new PackOptions(packLength, Packing.PACKED, DEFAULT_SAMPLES_PER_SHARD, seed, ValidationSize.NONE);
    }
}
