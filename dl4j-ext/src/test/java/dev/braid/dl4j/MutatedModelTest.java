package dev.braid.dl4j;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.braid.gpp.formats.GraphFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that something has damaged is read or refused, and never fails in another way. */
class MutatedModelTest {
    private static final int MUTANTS = 100;
    private static final List<String> VALUES = List.of("null", "-1", "0", "\"\"", "[ ]", "{ }", "9223372036854775807");

    @TempDir
    private Path folder;

    @Test
    void damageIsReadOrRefused() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<SampleNetworks.Sample> samples = ShapesTest.samples().toList();
        for (int i = 0; i < MUTANTS; i++) {
            SampleNetworks.Sample sample = samples.get(i % samples.size());
            String text = damaged(sample.configuration().toJson(), random);
            Path file = Files.writeString(folder.resolve("model.json"), text);
            try {
                assertTrue(Dl4jGraphFile.read(file, sample.types()).graph().size() > 0);
            } catch (GraphFileException e) {
                assertTrue(e.getMessage().startsWith(file.toString()), () -> "seed " + seed + ": " + e.getMessage());
            } catch (RuntimeException e) {
                fail("seed " + seed + ", mutant " + i, e);
            }
        }
    }

    /** One line of DL4J's JSON is gone, or its value is another. */
    private static String damaged(String text, Random random) {
        String[] lines = text.split("\n");
        int line = random.nextInt(lines.length);
        String value = VALUES.get(random.nextInt(VALUES.size()));
        lines[line] = random.nextInt(4) == 0 ? "" : lines[line].replaceFirst("(: )[^{\\[,]+", "$1" + value);
        return Arrays.stream(lines).collect(Collectors.joining("\n"));
    }
}
