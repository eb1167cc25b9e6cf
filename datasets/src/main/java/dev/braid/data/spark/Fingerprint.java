package dev.braid.data.spark;

import dev.braid.data.pack.ShardEntry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Identifies content by SHA-256: packed shards by their checksums in their order, or a text. */
final class Fingerprint {
    private Fingerprint() {}

    /** Of a text. */
    static String of(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String of(List<ShardEntry> shards) {
        MessageDigest digest = sha256();
        for (ShardEntry shard : shards) {
            String line = shard.sequences() + " " + shard.tokens() + " " + shard.crc32c() + "\n";
            digest.update(line.getBytes(StandardCharsets.US_ASCII));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
