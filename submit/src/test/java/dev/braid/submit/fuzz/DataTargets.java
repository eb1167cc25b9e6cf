package dev.braid.submit.fuzz;

import dev.braid.data.pack.LocalShardStore;
import dev.braid.data.pack.PackedDataset;
import dev.braid.data.pack.PackedSequence;
import dev.braid.data.pack.PackedShard;
import dev.braid.data.pack.ShardEntry;
import dev.braid.data.pack.ShardException;
import dev.braid.data.pack.ShardIndex;
import dev.braid.data.row.FileFormat;
import dev.braid.data.row.RawRow;
import dev.braid.data.row.RowException;
import dev.braid.data.row.RowParser;
import dev.braid.data.row.RowReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Rows of training data, and the packed data that is made of them. */
final class DataTargets {
    private static final String JSONL = """
            {"messages": [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "Clara."}]}
            {"conversations": [{"from": "human", "value": "Who?"}, {"from": "gpt", "value": "Clara."}], "system": "s"}
            {"prompt": "Who?", "completion": "Clara."}
            {"instruction": "Say who.", "input": "", "output": "Clara.", "system": null}

            {"text": "Clara said so."}
            """;
    private static final String CSV = """
            prompt,completion
            Who?,Clara.
            "Who, ""then""?","Clara
            again."
            """;

    private final Path root;

    DataTargets(Path root) {
        this.root = root;
    }

    List<Target> all() throws IOException {
        Path folder = Files.createDirectories(root.resolve("packed"));
        LocalShardStore store = new LocalShardStore(folder);
        ShardEntry entry = PackedShard.write(store, "shard-0.pack", List.of(sequence()));
        new ShardIndex(1, 8, 1, "tokenizer", "dataset", List.of(entry)).write(store);
        byte[] index = Files.readAllBytes(folder.resolve(ShardIndex.FILE));
        byte[] shard = Files.readAllBytes(folder.resolve("shard-0.pack"));
        return List.of(
                rows("rows-jsonl", FileFormat.JSONL, JSONL),
                rows("rows-json", FileFormat.JSON, "[" + JSONL.strip().replaceAll("\n+", ",\n") + "]"),
                rows("rows-csv", FileFormat.CSV, CSV),
                Target.of("shard-index", List.of(index), input -> index(store, folder, input), ShardException.class),
                Target.of("shard", List.of(shard), input -> shard(input), ShardException.class),
                Target.of("shard-sealed", List.of(shard), input -> shard(Seals.shard(input)), ShardException.class));
    }

    private static PackedSequence sequence() {
        return new PackedSequence(new int[] {5, 6, 7}, new int[] {6, 7, PackedSequence.IGNORED}, new int[3]);
    }

    private static Target rows(String name, FileFormat format, String seed) {
        RowReader reader = RowReader.of(format, new RowParser(Optional.empty()));
        return Target.of(name, Target.texts(seed), input -> readRows(reader, input), RowException.class);
    }

    /** A malformed row is set aside and the next one read; what remains is thrown, so that the input counts as refused. */
    private static void readRows(RowReader reader, byte[] input) {
        RowException refused = null;
        Iterator<RawRow> rows = reader.read(new ByteArrayInputStream(input));
        while (rows.hasNext()) {
            RawRow row = rows.next();
            try {
                row.row().get();
            } catch (RowException e) {
                refused = e;
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    private static void index(LocalShardStore store, Path folder, byte[] input) throws IOException {
        Files.write(folder.resolve(ShardIndex.FILE), input);
        readAll(PackedDataset.open(store));
    }

    private static void readAll(PackedDataset dataset) {
        for (long i = 0; i < Math.min(4, dataset.sequences()); i++) {
            dataset.read(i);
        }
    }

    private void shard(byte[] input) throws IOException {
        Path folder = Files.createDirectories(root.resolve("shards"));
        Files.write(folder.resolve("s"), input);
        PackedShard shard = PackedShard.open(new LocalShardStore(folder), "s");
        for (int i = 0; i < Math.min(4, shard.sequences()); i++) {
            shard.read(i);
        }
    }
}
