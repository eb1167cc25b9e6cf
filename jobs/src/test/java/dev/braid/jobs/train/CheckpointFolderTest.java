package dev.braid.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.train.CheckpointStore.Torn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFolderTest {
    private static final int SIZE = 100_000;

    @TempDir
    Path root;

    private CheckpointFolder folder;

    @BeforeEach
    void open() {
        folder = new CheckpointFolder(root, 2);
    }

    @Test
    void whatWasSavedIsReadBack() {
        Checkpoint saved = checkpoint(7, new Validation(0.1 + 0.2, 5, 1));
        folder.save(saved);
        Checkpoint read = folder.newest("print", Torn.REFUSE).orElseThrow();
        assertEquals(saved.validation(), read.validation());
        assertEquals(saved.seed(), read.seed());
        assertArrayEquals(saved.parameters(), read.parameters());
        assertArrayEquals(saved.moments().get(1), read.moments().get(1));
    }

    @Test
    void theNewestFewStayAndNothingElse() throws IOException {
        for (long step : new long[] {8, 9, 10, 100}) {
            folder.save(checkpoint(step, Validation.NONE));
        }
        try (Stream<Path> left = Files.list(root)) {
            assertEquals(
                    List.of("checkpoint-10", "checkpoint-100"),
                    left.map(file -> file.getFileName().toString()).sorted().toList());
        }
        assertEquals(100, folder.newest("print", Torn.REFUSE).orElseThrow().step());
    }

    @ParameterizedTest
    @ValueSource(strings = {"flip", "truncate", "remove", "state"})
    void aTornOneIsRefusedByNameAndLeftOutWhenToldSo(String damage) throws IOException {
        folder.save(checkpoint(3, Validation.NONE));
        Path newest = Path.of(folder.save(checkpoint(4, Validation.NONE)));
        Path moment = newest.resolve("moment-1.f32");
        byte[] bytes = Files.readAllBytes(moment);
        switch (damage) {
            case "flip" -> bytes[bytes.length / 2] ^= 1;
            case "truncate" -> bytes = Arrays.copyOf(bytes, bytes.length - 4);
            case "remove" -> Files.delete(moment);
            default -> Files.writeString(newest.resolve("state.json"), "{\"format\": 1, \"st");
        }
        if (Files.exists(moment)) {
            Files.write(moment, bytes);
        }
        Exception torn = assertThrows(CheckpointException.class, () -> folder.newest("print", Torn.REFUSE));
        assertTrue(torn.getMessage().contains("checkpoint-4 is torn"), torn.getMessage());
        assertEquals(3, folder.newest("print", Torn.FALL_BACK).orElseThrow().step());
    }

    @Test
    void aCheckpointOfAnotherRunIsRefused() {
        folder.save(checkpoint(3, Validation.NONE));
        Exception other = assertThrows(CheckpointException.class, () -> folder.newest("other", Torn.FALL_BACK));
        assertTrue(other.getMessage().contains("checkpoint-3 was written with other settings"), other.getMessage());
    }

    @Test
    void whatASaveThatWasCutOffLeftBehindIsNoCheckpoint() throws IOException {
        Files.createDirectories(root.resolve(".checkpoint-5.part"));
        assertTrue(folder.newest("print", Torn.REFUSE).isEmpty());
        folder.save(checkpoint(5, Validation.NONE));
        assertEquals(5, folder.newest("print", Torn.REFUSE).orElseThrow().step());
    }

    private static Checkpoint checkpoint(long step, Validation validation) {
        Random random = new Random(step);
        return new Checkpoint(step, 42, "print", validation, floats(random), List.of(floats(random), floats(random)));
    }

    private static float[] floats(Random random) {
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }
}
