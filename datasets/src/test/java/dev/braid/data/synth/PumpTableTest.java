package dev.braid.data.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PumpTableTest {
    private static final Path BUNDLED = Path.of("data", "table", "pumps.csv");

    /** Writes the file instead when {@code -Dbraid.docs=write} is given. */
    @Test
    void theBundledTableIsTheOneOfSeedOne() throws IOException {
        if ("write".equals(System.getProperty("braid.docs"))) {
            Files.createDirectories(BUNDLED.getParent());
            Files.write(BUNDLED, PumpTable.csv(1, 1200));
        }
        assertEquals(PumpTable.csv(1, 1200), Files.readAllLines(BUNDLED));
    }
}
