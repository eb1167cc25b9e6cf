package dev.braid.submit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.adapter.VersionFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackCommandTest {
    @TempDir
    Path out;

    private StringWriter said;
    private StringWriter complained;

    @BeforeEach
    void keepVersions() {
        write(out.resolve("adapter"));
        VersionFolders folders = new VersionFolders(out);
        List.of(2L, 4L, 6L).forEach(step -> folders.keep(step, 5, RollbackCommandTest::write));
    }

    @Test
    void goesBackOneVersionAtATimeAndSaysWhenThereIsNone() {
        assertEquals(0, rollback());
        assertEquals(out.resolve("versions/4") + "\n", said.toString());
        assertEquals(0, rollback());
        assertEquals(out.resolve("versions/2"), VersionFolders.adapterAt(out));
        assertEquals(1, rollback());
        assertTrue(complained.toString().contains("no version before"), complained::toString);
        assertEquals(out.resolve("versions/2"), VersionFolders.adapterAt(out));
    }

    @Test
    void goesToAStepAndBackToTheResult() {
        assertEquals(0, rollback("--to", "2"));
        assertEquals(out.resolve("versions/2"), VersionFolders.adapterAt(out));
        assertEquals(0, rollback("--result"));
        assertEquals(out.resolve("adapter"), VersionFolders.adapterAt(out));
    }

    @Test
    void listsAndChangesNothing() {
        rollback("--to", "4");
        assertEquals(0, rollback("--list"));
        assertEquals("2\n4  served\n6\nadapter\n", said.toString());
        assertEquals(out.resolve("versions/4"), VersionFolders.adapterAt(out));
    }

    @Test
    void refusesAStepThatIsNotKeptAndOptionsThatExcludeEachOther() {
        assertEquals(1, rollback("--to", "5"));
        assertTrue(complained.toString().contains("version 5 is not kept"), complained::toString);
        assertTrue(complained.toString().contains("[2, 4, 6]"), complained::toString);
        assertEquals(2, rollback("--to", "4", "--list"));
    }

    private int rollback(String... options) {
        said = new StringWriter();
        complained = new StringWriter();
        String[] words = new String[options.length + 3];
        System.arraycopy(new String[] {"rollback", "--out", out.toString()}, 0, words, 0, 3);
        System.arraycopy(options, 0, words, 3, options.length);
        return BraidCommand.commandLine()
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(complained, true))
                .execute(words);
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
