package dev.braid.jobs.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    /** Writes the page instead when {@code -Dbraid.docs=write} is given. */
    @Test
    void pageShowsTheKeysThatExist() throws IOException {
        if ("write".equals(System.getProperty("braid.docs"))) {
            Files.writeString(PAGE, ConfReference.markdown());
        }
        assertEquals(
                ConfReference.markdown(),
                Files.readString(PAGE),
                "docs/configuration.md is out of date: mvn -pl jobs -am test -Dtest=ConfReferenceTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dbraid.docs=write writes it");
    }
}
