package dev.braid.jobs.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recipe in conf/ is one that the program accepts. */
class ConfFilesTest {
    static Stream<Path> recipes() throws IOException {
        return Files.list(Path.of("..", "conf"))
                .filter(file -> file.toString().endsWith(".conf"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void recipeIsAccepted(Path file) throws IOException {
        Map<String, String> entries = read(file);
        BraidConf conf = BraidConf.of(entries);
        assertTrue(
                conf.set(JobKeys.MODEL).or(() -> conf.set(PipelineKeys.MODEL)).isPresent(),
                () -> file + " must name a model");
        assertTrue(entries.containsKey("spark.master"), () -> file + " must name a master");
        entries.keySet()
                .forEach(name ->
                        assertTrue(name.startsWith("spark."), () -> file + ": " + name + " is no Spark property"));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void recipeThatTrainsIsComplete(Path file) throws IOException {
        BraidConf conf = BraidConf.of(read(file));
        boolean trains = conf.entries().keySet().stream().anyMatch(name -> name.startsWith("spark.braid.train."));
        if (trains) {
            assertFalse(conf.get(DataKeys.TRAIN).isEmpty());
            assertFalse(conf.get(JobKeys.OUT).isBlank());
        }
    }

    /** Users choose a policy and targets; everything else about steps is measured, so a recipe must not fix it. */
    @ParameterizedTest
    @MethodSource("recipes")
    void recipeTellsTheSchedulerPolicyAndTargetsAlone(Path file) throws IOException {
        Set<String> names = read(file).keySet();
        Set<String> told = names.stream()
                .filter(name -> name.startsWith("spark.braid.scheduler.") || name.startsWith("spark.braid.slo."))
                .collect(Collectors.toSet());
        Set<String> mayTell = BraidConf.of(read(file)).set(JobKeys.MODEL).isEmpty()
                ? Set.of()
                : Set.of(SchedulerKeys.POLICY.name(), SchedulerKeys.TPOT.name(), SchedulerKeys.TTFT.name());
        assertEquals(mayTell, told, file::toString);
        for (ConfKey<?> bound : List.of(ServeKeys.MAX_BATCH_TOKENS, ServeKeys.MAX_SEQUENCES, ServeKeys.MAX_QUEUE)) {
            assertFalse(names.contains(bound.name()), () -> file + " sets " + bound.name());
        }
    }

    private static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }
}
