package dev.braid.submit.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkLaunchTest {
    @TempDir
    private Path folder;

    private Home home;

    @BeforeEach
    void makeDistribution() throws IOException {
        Files.createDirectories(folder.resolve("jars"));
        home = new Home(folder, Optional.empty());
    }

    private List<String> command(Map<String, String> properties) {
        return SparkLaunch.command(home, properties, List.of("--conf", "spark.a=b"), List.of("finetune", "--x"));
    }

    @Test
    void localMastersFindTheJarOnTheClassPath() {
        for (String master : List.of("local[2]", "local-cluster[2,1,1024]")) {
            List<String> words = command(Map.of("spark.master", master));
            assertEquals(List.of("spark-internal", "finetune", "--x"), words.subList(words.size() - 3, words.size()));
        }
        assertTrue(command(Map.of()).contains("spark.master=local[*]"));
    }

    @Test
    void otherMastersGetTheJarFromSpark() {
        List<String> words = command(Map.of("spark.master", "spark://host:7077"));
        assertEquals(home.braidJar().toString(), words.get(words.size() - 3));
        assertFalse(words.stream().anyMatch(word -> word.contains("extraClassPath")));
    }

    @Test
    void aMasterThatIsNoneIsRefused() {
        for (String master : List.of("lokal", "local[", "localhost:7077", "spark:host", "yarn-client")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> command(Map.of("spark.master", master)));
            assertTrue(e.getMessage().startsWith("spark.master is " + master + ", must be local, "), e::getMessage);
        }
    }

    @Test
    void whatTheUserSetIsNotSetAgain() {
        List<String> words = command(Map.of("spark.ui.retainedJobs", "7"));
        assertFalse(words.stream().anyMatch(word -> word.startsWith("spark.ui.retainedJobs")));
        assertTrue(words.contains("spark.ui.retainedStages=100"));
        assertTrue(words.contains("spark.a=b"));
    }

    @Test
    void executorsMayUseNineTenthsOfTheirOverhead() {
        assertTrue(command(Map.of("spark.executor.memoryOverhead", "1g"))
                .contains("spark.executor.extraJavaOptions=-XX:MaxDirectMemorySize=921m"));
        assertEquals(2048, DirectMemory.mebibytes("2g"));
        assertEquals(700, DirectMemory.mebibytes("700"));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> DirectMemory.mebibytes("much"));
        assertTrue(e.getMessage().contains("spark.executor.memoryOverhead is 'much'"), e::getMessage);
    }

    @Test
    void sparkOfAnotherVersionIsRefusedByName() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new Home(folder, Optional.of(folder)));
        assertTrue(e.getMessage().contains("must be a Spark 4.2.0"), e::getMessage);
    }

    @Test
    void propertiesFileIsReadAsSparkReadsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("a.conf"), "# c\nspark.master   local[2]\nspark.x = y \n");
        assertEquals(Map.of("spark.master", "local[2]", "spark.x", "y"), SparkProperties.read(file));
        Path other = Files.writeString(folder.resolve("b.conf"), "braid.model m\n");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> SparkProperties.read(other))
                .getMessage()
                .contains("'braid.model'"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> SparkProperties.read(folder.resolve("c.conf")))
                .getMessage()
                .contains("does not exist"));
    }
}
