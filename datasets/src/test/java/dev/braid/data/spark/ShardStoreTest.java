package dev.braid.data.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.data.pack.LocalShardStore;
import dev.braid.data.pack.ShardStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of shard stores, for the local one and for Hadoop's over its local file system. */
final class ShardStoreTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"local", "hadoop"})
    void filesAreReadBackAndReplaced(String kind) throws IOException {
        ShardStore store = store(kind);
        long seed = System.nanoTime();
        byte[] content = new byte[10_000];
        new Random(seed).nextBytes(content);
        store.write("a.bin", out -> out.write(new byte[] {1, 2, 3}));
        store.write("a.bin", out -> out.write(content));
        assertEquals(content.length, store.size("a.bin"));
        assertArrayEquals(Arrays.copyOfRange(content, 777, 5777), store.read("a.bin", 777, 5000), "seed " + seed);
        assertThrows(IOException.class, () -> store.read("a.bin", 9_000, 1_001));
        assertTrue(store.exists("a.bin"));
        store.delete("a.bin");
        assertFalse(store.exists("a.bin"));
        assertThrows(IOException.class, () -> store.size("a.bin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "hadoop"})
    void aFailedWriteKeepsWhatWasThere(String kind) throws IOException {
        ShardStore store = store(kind);
        store.write("a.bin", out -> out.write(7));
        assertThrows(
                IOException.class,
                () -> store.write("a.bin", out -> {
                    out.write(8);
                    throw new IOException("disk full");
                }));
        assertArrayEquals(new byte[] {7}, store.read("a.bin", 0, 1));
        try (var files = Files.list(folder)) {
            assertTrue(files.noneMatch(file -> file.toString().endsWith(".part")));
        }
    }

    @Test
    void localFoldersAreOpenedDirectly() {
        ShardStores stores = new ShardStores(new Configuration());
        assertEquals(LocalShardStore.class, stores.open(folder.toString()).getClass());
        assertEquals(LocalShardStore.class, stores.open("file://" + folder).getClass());
    }

    private ShardStore store(String kind) {
        Configuration configuration = new Configuration();
        return kind.equals("local")
                ? new LocalShardStore(folder)
                : new HadoopShardStore(configuration, HadoopFiles.qualify(configuration, folder.toString()));
    }
}
