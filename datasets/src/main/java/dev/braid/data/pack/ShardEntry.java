package dev.braid.data.pack;

import java.util.regex.Pattern;

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
    /** A shard must not lie outside its folder, and every file system must be able to name it. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

    public ShardEntry {
        if (!PLAIN_NAME.matcher(file).matches()) {
            throw new IllegalArgumentException("shard '" + file
                    + "' must be the plain name of a file in the folder of the index: letters, digits, '.', '_', '-'");
        }
        if (sequences < 1 || samples < sequences || tokens < 1 || trainedTokens < 1) {
            throw new IllegalArgumentException(
                    "shard '" + file + "' with " + sequences + " sequences of " + samples + " samples, " + tokens
                            + " tokens, " + trainedTokens + " of them trained: a shard has some of each");
        }
    }
}
