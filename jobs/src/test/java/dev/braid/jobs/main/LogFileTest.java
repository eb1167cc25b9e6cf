package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.jobs.train.TrainingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T05:06:07.890123Z"), ZoneOffset.UTC);
    private static final String TIME = "2026-03-04T05:06:07.890Z ";

    @TempDir
    Path folder;

    @Test
    void tellsAStepWithItsExecutorsInOrder() throws IOException {
        try (LogFile log = new LogFile(Files.newOutputStream(folder.resolve("log.txt")), CLOCK)) {
            log.trained(new TrainingEvent.Started(6, 9, 300, 1024));
            Map<String, Long> tokens = Map.of("1", 300L, "0", 200L);
            log.trained(new TrainingEvent.Stepped(7, 1.25, 2.5, 1e-4, 0.75, tokens, 2, 4));
        }
        assertEquals(
                List.of(
                        TIME + "training: from step 7 to 9, 300 sequences an epoch, 1024 parameters",
                        TIME + "step 7 of 9: epoch 1.25, loss 2.5000, learning rate 1.000e-04, gradient norm 0.7500, "
                                + "500 tokens (200 on executor 0, 300 on executor 1), 250 tokens/s, 4 s left"),
                Files.readAllLines(folder.resolve("log.txt")));
    }

    @Test
    void tellsThatFewerExecutorsCameThanWereAskedFor() throws IOException {
        try (LogFile log = new LogFile(Files.newOutputStream(folder.resolve("log.txt")), CLOCK)) {
            log.fewerExecutors(1, 4);
        }
        assertEquals(
                List.of(TIME + "executors: 1 of 4, no more came in time; Spark's page or the cluster's says why"),
                Files.readAllLines(folder.resolve("log.txt")));
    }

    @Test
    void goesOnBelowAnEarlierRunAndGivesEveryLineTheTime() throws IOException {
        Path file = Files.writeString(folder.resolve("log.txt"), "earlier\n");
        try (LogFile log = new LogFile(Files.newOutputStream(file, StandardOpenOption.APPEND), CLOCK)) {
            log.failed(new IllegalStateException("100% broken\nin two lines"));
            log.failed(new IllegalStateException());
        }
        assertEquals(
                List.of(
                        "earlier",
                        TIME + "failed: 100% broken",
                        TIME + "in two lines",
                        TIME + "failed: java.lang.IllegalStateException"),
                Files.readAllLines(file));
    }
}
