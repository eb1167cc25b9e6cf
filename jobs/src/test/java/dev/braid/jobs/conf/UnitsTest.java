package dev.braid.jobs.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @Test
    void whatIsPrintedParsesToTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            long bytes = (random.nextLong() >>> (1 + random.nextInt(62))) >> 10 << (10 * random.nextInt(2));
            assertEquals(bytes, Units.parseSize(Units.printSize(bytes)), "seed " + seed);
            Duration duration = Duration.ofMillis(random.nextInt(100_000) * (long) Math.pow(10, random.nextInt(6)));
            assertEquals(duration, Units.parseDuration(Units.printDuration(duration)), "seed " + seed);
        }
    }

    @Test
    void unitsMeanWhatSparkMeans() {
        assertEquals(3L << 30, Units.parseSize("3g"));
        assertEquals(3L << 30, Units.parseSize("3gb"));
        assertEquals(7, Units.parseSize("7b"));
        assertEquals(Duration.ofMinutes(2), Units.parseDuration("2min"));
        assertEquals(Duration.ofMillis(5), Units.parseDuration("5 ms"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "-1k", "1.5g", "4q", "9999999999999t", "k", "4 k b"})
    void otherSizesAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Units.parseSize(text));
    }
}
