package dev.braid.submit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.spark.storage.VersionFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
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
        VersionFolders folders =
                VersionFolders.in(out.toString(), new Configuration()).orElseThrow();
        List.of(2L, 4L, 6L).forEach(step -> folders.keep(step, 5, RollbackCommandTest::write));
    }

    @Test
    void goesBackOneVersionAtATimeAndSaysWhenThereIsNone() {
        assertEquals(0, rollback());
        assertEquals(out.resolve("versions/4") + "\n", said.toString());
        assertEquals(0, rollback());
        assertServed("versions/2");
        assertEquals(1, rollback());
        assertTrue(complained.toString().contains("no version before"), complained::toString);
        assertServed("versions/2");
    }

    @Test
    void goesToAStepAndBackToTheResult() {
        assertEquals(0, rollback("--to", "2"));
        assertServed("versions/2");
        assertEquals(0, rollback("--result"));
        assertServed("adapter");
    }

    @Test
    void listsAndChangesNothing() {
        rollback("--to", "4");
        assertEquals(0, rollback("--list"));
        assertEquals("2\n4  served\n6\nadapter\n", said.toString());
        assertServed("versions/4");
    }

    @Test
    void refusesAStepThatIsNotKeptAndOptionsThatExcludeEachOther() {
        assertEquals(1, rollback("--to", "5"));
        assertTrue(complained.toString().contains("version 5 is not kept"), complained::toString);
        assertTrue(complained.toString().contains("[2, 4, 6]"), complained::toString);
        assertEquals(2, rollback("--to", "4", "--list"));
    }

    private void assertServed(String child) {
        VersionFolders folders =
                VersionFolders.in(out.toString(), new Configuration()).orElseThrow();
        assertEquals(out.resolve(child).toString(), folders.served().folder());
    }

    @Test
    void refusesAFolderThatNoJobLeft() {
        assertEquals(1, run("rollback", "--out", out.resolve("adapter").toString()));
        assertTrue(complained.toString().contains("not the output folder"), complained::toString);
    }

    private int rollback(String... options) {
        return run(Stream.concat(Stream.of("rollback", "--out", out.toString()), Stream.of(options))
                .toArray(String[]::new));
    }

    private int run(String... words) {
        said = new StringWriter();
        complained = new StringWriter();
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
