package dev.braid.jobs.sched.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.sched.KvPool;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.RequestSpec;
import dev.braid.jobs.sched.SampleSpec;
import dev.braid.jobs.sched.SchedulerEvent;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.sched.Work;
import dev.braid.jobs.sched.pages.PageKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingFileTest {
    private static final SchedulerSettings SETTINGS =
            new SchedulerSettings(48, 8, 100, new Policy.Temporal(7), new Slo(1_000_001, 2_000_003));
    private static final KvPool POOL = new KvPool(64, 16, 4, 2);
    private static final double[] COEFFICIENTS = {0, 1.0 / 3, 1e-300, 123_456_789.125};

    private static final List<SchedulerEvent> EVENTS = List.of(
            new SchedulerEvent.Weighed("a job, with = signs\nand lines", 0.1),
            new SchedulerEvent.Offered(-5, new RequestSpec(1L << 40, 30, 7, new Slo(5, 6), -60)),
            new SchedulerEvent.Started(1L << 40),
            new SchedulerEvent.Keyed(1L << 40, 3, new PageKey(Long.MIN_VALUE, -1)),
            new SchedulerEvent.SampleOffered(new SampleSpec(9, "ä", 33, List.of(2, 1, 0), 2)),
            new SchedulerEvent.SamplesBegun(),
            new SchedulerEvent.Planned(
                    8,
                    List.of(
                            new Work.Decode(4),
                            new Work.Prefill(5, 16, 9),
                            new Work.ForwardWindow(9, 0, 12),
                            new Work.BackwardWindow(9, 2, 30, 3)),
                    100,
                    -7),
            new SchedulerEvent.Planned(8, List.of(), 0, 0),
            new SchedulerEvent.Completed(9),
            new SchedulerEvent.TokenCame(9, 4),
            new SchedulerEvent.SampleWithdrawn(9),
            new SchedulerEvent.Dropped(10, 4));

    @TempDir
    Path folder;

    private Path write() {
        Path file = folder.resolve("deep/recording.txt");
        try (RecordingWriter writer = RecordingWriter.open(file)) {
            writer.begin(SETTINGS, POOL, COEFFICIENTS);
            EVENTS.forEach(writer::record);
        }
        return file;
    }

    @Test
    void everyKindOfEventComesBackAsItWas() throws IOException {
        assertEquals(
                EVENTS.size(),
                EVENTS.stream().map(Object::getClass).distinct().count() + 1,
                "one of each kind, an empty plan beside");
        assertEquals(
                SchedulerEvent.class.getPermittedSubclasses().length,
                EVENTS.stream().map(Object::getClass).distinct().count());
        Recording recording = RecordingReader.read(write());
        assertEquals(SETTINGS, recording.settings());
        assertEquals(POOL, recording.pool());
        assertEquals(Arrays.stream(COEFFICIENTS).boxed().toList(), recording.coefficients());
        assertEquals(EVENTS, recording.events());
    }

    @Test
    void aLastLineThatIsCutOffDoesNotCount() throws IOException {
        Path file = write();
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 3));
        assertEquals(
                EVENTS.subList(0, EVENTS.size() - 1), RecordingReader.read(file).events());
    }

    @Test
    void whatIsNoRecordingIsRefusedByLine() throws IOException {
        Path file = write();
        List<String> lines = Files.readAllLines(file);
        assertRefused(file, lines, 0, "braid-scheduler-recording 2", "must begin with 'braid-scheduler-recording 1'");
        assertRefused(file, lines, 1, "settings 48", "line 2 of");
        assertRefused(file, lines, 2, "pond 1 2 3", "it must begin with pool");
        assertRefused(file, lines, 5, "offered 1 2 3", "it has 4 fields, must have more");
        assertRefused(file, lines, 6, "started 1 2", "it has too many fields");
        assertRefused(file, lines, 6, "began 1", "'began' is not the word of an event");
        assertRefused(file, lines, 6, "started one", "line 7 of");
        Files.writeString(file, lines.get(0) + "\n");
        String refused = assertThrows(IllegalArgumentException.class, () -> RecordingReader.read(file))
                .getMessage();
        assertTrue(refused.contains("has 1 lines, its header has 4"), refused);
    }

    private static void assertRefused(Path file, List<String> lines, int line, String instead, String message)
            throws IOException {
        List<String> changed = new ArrayList<>(lines);
        changed.set(line, instead);
        Files.write(file, changed);
        String refused = assertThrows(IllegalArgumentException.class, () -> RecordingReader.read(file))
                .getMessage();
        assertTrue(refused.contains(message), refused);
    }

    @Test
    void aFileThatCannotBeMadeIsNamed() throws IOException {
        Path blocked = Files.writeString(folder.resolve("blocked"), "");
        assertTrue(
                assertThrows(UncheckedIOException.class, () -> RecordingWriter.open(blocked.resolve("recording.txt")))
                        .getMessage()
                        .contains("blocked"));
    }
}
