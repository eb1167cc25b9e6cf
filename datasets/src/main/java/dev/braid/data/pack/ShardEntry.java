package dev.braid.data.pack;

/**
 * One shard in the index.
 *
 * @param file its name in the store
 * @param sequences packed sequences in it
 * @param samples samples in them
 * @param tokens tokens in them
 * @param trainedTokens labels that are counted
 * @param crc32c checksum over the sequences' checksums, which identifies the content
 */
public record ShardEntry(String file, int sequences, int samples, long tokens, long trainedTokens, long crc32c) {
    public ShardEntry {
        if (file.isBlank() || sequences < 1 || samples < sequences || tokens < 1 || trainedTokens < 1) {
            throw new IllegalArgumentException(
                    "shard '" + file + "' with " + sequences + " sequences of " + samples + " samples, " + tokens
                            + " tokens, " + trainedTokens + " of them trained: a shard has some of each");
        }
    }
}
