package dev.braid.jobs.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionFoldersTest {
    @TempDir
    Path out;

    private VersionFolders folders;

    @BeforeEach
    void finishedJob() throws IOException {
        folders = new VersionFolders(out);
        write(out.resolve("adapter"));
    }

    @Test
    void theResultIsServedUntilAVersionIsSelected() {
        keep(3, 2, 4, 6);
        assertEquals(out.resolve("adapter"), VersionFolders.adapterAt(out));
        folders.select(4);
        assertEquals(out.resolve("versions/4"), VersionFolders.adapterAt(out));
        folders.selectResult();
        assertEquals(out.resolve("adapter"), VersionFolders.adapterAt(out));
    }

    @Test
    void aPathToAnAdapterMeansItself() {
        keep(3, 2);
        folders.select(2);
        assertEquals(out.resolve("adapter"), VersionFolders.adapterAt(out.resolve("adapter")));
    }

    @Test
    void theOldestGoButNeverTheSelectedOne() {
        keep(2, 9, 10);
        folders.select(9);
        keep(2, 11, 100);
        assertEquals(List.of(9L, 11L, 100L), folders.steps());
    }

    @Test
    void aStepThatIsNotKeptIsRefusedByItsNumber() {
        keep(3, 2, 4);
        Exception e = assertThrows(IllegalArgumentException.class, () -> folders.select(3));
        assertTrue(e.getMessage().contains("version 3") && e.getMessage().contains("[2, 4]"), e.getMessage());
        assertEquals(OptionalLong.empty(), folders.selected());
    }

    @Test
    void aVersionThatCouldNotBeWrittenIsNotThere() {
        assertThrows(
                UncheckedIOException.class,
                () -> folders.keep(5, 2, folder -> {
                    write(folder);
                    throw new UncheckedIOException(new IOException("disk full"));
                }));
        assertEquals(List.of(), folders.steps());
        keep(2, 5);
        assertEquals(List.of(5L), folders.steps());
    }

    @Test
    void aJobThatBeginsAgainForgetsWhatWasAfterIt() {
        keep(9, 2, 4, 6);
        folders.select(2);
        folders.beginAfter(4);
        assertEquals(List.of(2L, 4L), folders.steps());
        assertEquals(OptionalLong.empty(), folders.selected());
    }

    private void keep(int most, long... steps) {
        for (long step : steps) {
            folders.keep(step, most, VersionFoldersTest::write);
        }
    }

    private static void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("adapter_config.json"), "{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
