package dev.braid.data.spark;

import dev.braid.data.pack.ShardEntry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Identifies packed content: SHA-256 over the checksums of its shards, in their order. */
final class Fingerprint {
    private Fingerprint() {}

    static String of(List<ShardEntry> shards) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (ShardEntry shard : shards) {
                String line = shard.sequences() + " " + shard.tokens() + " " + shard.crc32c() + "\n";
                digest.update(line.getBytes(StandardCharsets.US_ASCII));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
