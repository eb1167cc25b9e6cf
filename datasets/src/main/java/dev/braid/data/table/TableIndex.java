package dev.braid.data.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.data.pack.ShardException;
import dev.braid.data.pack.ShardStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a table's shards hold.
 *
 * @param source identifies the files, the columns and the settings that it was made from
 * @param tensors in the order in which a row has them
 * @param quarantined rows that were set aside
 */
public record TableIndex(
        int version, String source, List<TensorColumns> tensors, List<TableShard> shards, long quarantined) {
    public static final String FILE = "table.json";
    public static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    public TableIndex {
        if (version != VERSION) {
            throw new IllegalArgumentException("the table's index is of version " + version + ", known is " + VERSION);
        }
        tensors = List.copyOf(tensors);
        shards = List.copyOf(shards);
        if (shards.isEmpty()) {
            throw new IllegalArgumentException("the table's index has no shard");
        }
    }

    public long rows() {
        return shards.stream().mapToLong(TableShard::rows).sum();
    }

    /** Numbers of a row. */
    int width() {
        return tensors.stream().mapToInt(TensorColumns::width).sum();
    }

    /** Identifies the content: SHA-256 over the tensors and the shards' checksums. */
    public String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(tensors.toString().getBytes(StandardCharsets.UTF_8));
            shards.forEach(
                    shard -> digest.update((shard.rows() + " " + shard.crc32c()).getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public void write(ShardStore store) throws IOException {
        byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        store.write(FILE, out -> out.write(json));
    }

    /** @throws ShardException when there is none or it is corrupt */
    public static TableIndex read(ShardStore store) {
        try {
            if (!store.exists(FILE)) {
                throw new ShardException(
                        "no " + FILE + " in " + store.location() + "; the table was not written to its" + " end");
            }
            byte[] json = store.read(FILE, 0, Math.toIntExact(store.size(FILE)));
            return JSON.readValue(json, TableIndex.class);
        } catch (JsonProcessingException e) {
            throw new ShardException(FILE + " in " + store.location() + " is corrupt: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ShardException(FILE + " in " + store.location() + " cannot be read: " + e, e);
        }
    }
}
