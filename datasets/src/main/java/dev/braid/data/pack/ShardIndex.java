package dev.braid.data.pack;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a packed dataset consists of. It is written last: where it stands, every shard stands.
 *
 * @param version of this layout
 * @param packLength the longest sequence in tokens
 * @param seed of the shuffle before packing
 * @param tokenizer fingerprint of the tokenizer
 * @param dataset fingerprint of the packed content: equal where the same sequences stand in the same order
 * @param shards in the order of their sequences
 */
@JsonIgnoreProperties(ignoreUnknown = false)
public record ShardIndex(
        int version, int packLength, long seed, String tokenizer, String dataset, List<ShardEntry> shards) {
    public static final int VERSION = 1;
    public static final String FILE = "index.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    public ShardIndex {
        if (version != VERSION) {
            throw new IllegalArgumentException("index is of version " + version + ", known is " + VERSION);
        }
        if (shards.isEmpty()) {
            throw new IllegalArgumentException("index has no shard");
        }
        shards = List.copyOf(shards);
    }

    /** Packed sequences in all shards. */
    public long sequences() {
        return shards.stream().mapToLong(ShardEntry::sequences).sum();
    }

    public long samples() {
        return shards.stream().mapToLong(ShardEntry::samples).sum();
    }

    public long tokens() {
        return shards.stream().mapToLong(ShardEntry::tokens).sum();
    }

    /** Labels that are counted, in all shards. */
    public long trainedTokens() {
        return shards.stream().mapToLong(ShardEntry::trainedTokens).sum();
    }

    public void write(ShardStore store) throws IOException {
        byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        store.write(FILE, out -> out.write(json));
    }

    /** Reads the index of a store. */
    public static ShardIndex read(ShardStore store) {
        try {
            if (!store.exists(FILE)) {
                throw new ShardException(
                        "no " + FILE + " in " + store.location() + "; the dataset was not packed, or not to its end");
            }
            byte[] json = store.read(FILE, 0, Math.toIntExact(store.size(FILE)));
            return JSON.readValue(new String(json, StandardCharsets.UTF_8), ShardIndex.class);
        } catch (JsonProcessingException e) {
            throw new ShardException(FILE + " in " + store.location() + " is corrupt: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ShardException(FILE + " in " + store.location() + " cannot be read: " + e, e);
        }
    }
}
