package dev.braid.jobs.spark.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.train.Checkpoint;
import dev.braid.jobs.train.CheckpointException;
import dev.braid.jobs.train.CheckpointStore.Torn;
import dev.braid.jobs.train.Validation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopCheckpointsTest {
    @TempDir
    Path folder;

    private HadoopCheckpoints checkpoints;

    @BeforeEach
    void open() throws IOException {
        FileSystem files = new RawLocalFileSystem();
        files.initialize(URI.create("file:///"), new Configuration());
        checkpoints = new HadoopCheckpoints(files, folder.resolve("there").toString(), 2);
    }

    private static Checkpoint checkpoint(long step) {
        return new Checkpoint(
                step, 5, "print", Validation.NONE, new float[] {1, step}, List.of(new float[] {-1, 0.5f * step}));
    }

    @Test
    void theNewestComesBackAndOldOnesGo() throws IOException {
        assertTrue(checkpoints.isEmpty());
        assertTrue(checkpoints.newest("print", Torn.REFUSE).isEmpty());
        for (long step : new long[] {8, 9, 10, 100}) {
            checkpoints.save(checkpoint(step));
        }
        Checkpoint newest = checkpoints.newest("print", Torn.REFUSE).orElseThrow();
        assertEquals(100, newest.step());
        assertArrayEquals(new float[] {1, 100}, newest.parameters());
        assertArrayEquals(new float[] {-1, 50}, newest.moments().get(0));
        try (Stream<Path> left = Files.list(folder.resolve("there"))) {
            assertEquals(
                    List.of("checkpoint-10", "checkpoint-100"),
                    left.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void aTornOneIsRefusedByItsNameThereAndLeftOutWhenToldSo() throws IOException {
        checkpoints.save(checkpoint(3));
        checkpoints.save(checkpoint(4));
        Path moment = folder.resolve("there/checkpoint-4/moment-0.f32");
        byte[] bytes = Files.readAllBytes(moment);
        bytes[1] ^= 1;
        Files.write(moment, bytes);
        Exception torn = assertThrows(CheckpointException.class, () -> checkpoints.newest("print", Torn.REFUSE));
        assertTrue(
                torn.getMessage().contains(folder.resolve("there/checkpoint-4").toString()), torn.getMessage());
        assertEquals(
                3, checkpoints.newest("print", Torn.FALL_BACK).orElseThrow().step());
    }

    @Test
    void thoseOfAnotherRunAreRefused() {
        checkpoints.save(checkpoint(3));
        Exception refused = assertThrows(CheckpointException.class, () -> checkpoints.newest("other", Torn.FALL_BACK));
        assertTrue(refused.getMessage().contains("fingerprint print"), refused.getMessage());
    }
}
