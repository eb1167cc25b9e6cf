package dev.braid.data.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackedDatasetTest {
    @TempDir
    private Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<PackedSequence> all = new ArrayList<>();
    private ShardStore store;
    private ShardIndex index;

    @BeforeEach
    void write() throws IOException {
        store = new LocalShardStore(folder);
        List<ShardEntry> entries = new ArrayList<>();
        for (int shard = 0; shard < 3; shard++) {
            List<PackedSequence> sequences = RandomSamples.sequences(random, 40);
            all.addAll(sequences);
            entries.add(PackedShard.write(store, "shard-" + shard + ".bin", sequences));
        }
        index = new ShardIndex(ShardIndex.VERSION, 64, 7, "tok", "data", entries);
        index.write(store);
    }

    @Test
    void anySequenceIsReadBack() {
        PackedDataset dataset = PackedDataset.open(store);
        assertEquals(index, dataset.index());
        assertEquals(all.size(), dataset.sequences());
        for (int i = 0; i < 200; i++) {
            int number = random.nextInt(all.size());
            PackedSequence read = dataset.read(number);
            assertArrayEquals(all.get(number).ids(), read.ids(), "seed " + seed);
            assertArrayEquals(all.get(number).labels(), read.labels(), "seed " + seed);
            assertArrayEquals(all.get(number).segmentStart(), read.segmentStart(), "seed " + seed);
        }
        assertEquals(all.stream().mapToLong(PackedSequence::targets).sum(), index.trainedTokens());
        assertEquals(all.stream().mapToLong(PackedSequence::length).sum(), index.tokens());
    }

    @Test
    void anyChangedByteIsFound() throws IOException {
        Path file = folder.resolve("shard-1.bin");
        byte[] content = Files.readAllBytes(file);
        for (int i = 0; i < 200; i++) {
            byte[] changed = content.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, changed);
            ShardException error = assertThrows(ShardException.class, this::readAll, "seed " + seed);
            assertTrue(error.getMessage().contains("shard-1.bin"), error.getMessage());
        }
    }

    @Test
    void aTornShardIsFound() throws IOException {
        Path file = folder.resolve("shard-2.bin");
        byte[] content = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, 20, content.length / 2, content.length - 1}) {
            Files.write(file, Arrays.copyOf(content, length));
            ShardException error = assertThrows(ShardException.class, this::readAll);
            assertTrue(error.getMessage().contains("shard-2.bin"), error.getMessage());
        }
        Files.delete(file);
        assertThrows(ShardException.class, this::readAll);
    }

    @Test
    void aCorruptSequenceIsNamed() throws IOException {
        Path file = folder.resolve("shard-0.bin");
        byte[] content = Files.readAllBytes(file);
        content[content.length - 6] ^= 1;
        Files.write(file, content);
        String last = "sequence " + (index.shards().get(0).sequences() - 1);
        String message = assertThrows(ShardException.class, this::readAll).getMessage();
        assertTrue(message.contains(last), message);
    }

    @Test
    void aMissingOrCorruptIndexIsNamed() throws IOException {
        Files.writeString(folder.resolve(ShardIndex.FILE), "{\"version\":1");
        assertTrue(
                assertThrows(ShardException.class, this::readAll).getMessage().contains("index.json"));
        Files.delete(folder.resolve(ShardIndex.FILE));
        assertTrue(
                assertThrows(ShardException.class, this::readAll).getMessage().contains("not packed"));
    }

    @Test
    void aFailedWriteLeavesNothing() throws IOException {
        assertThrows(
                IOException.class,
                () -> store.write("half.bin", out -> {
                    out.write(1);
                    throw new IOException("disk full");
                }));
        try (var files = Files.list(folder)) {
            assertEquals(4, files.count());
        }
    }

    private void readAll() {
        PackedDataset dataset = PackedDataset.open(store);
        for (long number = 0; number < dataset.sequences(); number++) {
            dataset.read(number);
        }
    }
}
