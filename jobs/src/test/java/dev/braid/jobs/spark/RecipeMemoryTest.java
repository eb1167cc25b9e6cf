package dev.braid.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.TrainKeys;
import dev.braid.jobs.engine.EngineAssembly;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes that start executors for the bundled model give them the memory that its tensors need. */
class RecipeMemoryTest {
    private static final Path MODEL = Path.of("..", "datasets", "models", "braid-tiny");

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "serve", "finetune-local-cluster"})
    void overheadHoldsTheTensors(String recipe) throws IOException {
        Map<String, String> entries = read(Path.of("..", "conf", recipe + ".conf"));
        entries.put("spark.braid.model", MODEL.toString());
        SparkConf spark = new SparkConf(false);
        entries.forEach(spark::set);
        BraidConf conf = BraidConf.of(entries);
        boolean trains = conf.entries().containsKey(TrainKeys.EPOCHS.name());
        JobMode mode = trains ? JobMode.FINETUNE : JobMode.SERVE;
        EngineAssembly assembly = new EngineAssembly(EngineSpecs.of(conf, List.of(), mode, Cores.ofExecutor(spark)));
        assertDoesNotThrow(() -> ExecutorMemory.check(spark, assembly.memory().total(), 0));
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
