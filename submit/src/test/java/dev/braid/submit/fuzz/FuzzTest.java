package dev.braid.submit.fuzz;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every reader of outside input, with inputs that are almost valid: it takes them or refuses them with the exception that it
 * documents, soon and within a bound of memory. {@code -Dbraid.fuzz.inputs} sets how many there are over all targets,
 * {@code -Dbraid.fuzz.seed} another seed, {@code -Dbraid.fuzz.target} a single target.
 */
class FuzzTest {
    private static final Path BUGS = Path.of("target", "fuzz");
    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");
    private static final long INPUTS = Long.getLong("braid.fuzz.inputs", 20_000);
    private static final long SEED = Long.getLong("braid.fuzz.seed", 1);

    @TempDir
    private static Path folder;

    @TestFactory
    Stream<DynamicTest> mutatedInputs() throws IOException {
        List<Target> targets = targets(folder.resolve("mutated"));
        long each = (INPUTS + targets.size() - 1) / targets.size();
        String only = System.getProperty("braid.fuzz.target", "");
        return targets.stream()
                .filter(target -> only.isEmpty() || target.name().equals(only))
                .map(target -> DynamicTest.dynamicTest(target.name(), () -> fuzz(target, each)));
    }

    private static void fuzz(Target target, long inputs) throws InterruptedException, IOException {
        Fuzzer fuzzer = new Fuzzer(target, SEED, BUGS);
        List<String> bugs = fuzzer.run(inputs);
        String line = fuzzer.tally().line(target.name());
        System.out.println(line);
        // A long run shows its figures before it ends.
        Files.createDirectories(BUGS);
        Files.writeString(BUGS.resolve("figures.txt"), line + "\n", CREATE, APPEND);
        assertEquals(List.of(), bugs, () -> String.join("\n", bugs));
    }

    /** A target whose own seeds are refused would test nothing. */
    @TestFactory
    Stream<DynamicTest> someSeedIsAccepted() throws IOException {
        Trial trial = new Trial();
        return targets(folder.resolve("seeds")).stream()
                .map(target -> DynamicTest.dynamicTest(
                        target.name(),
                        () -> assertEquals(
                                Verdict.Ending.ACCEPTED,
                                trial.of(target, target.seeds().get(0)).ending(),
                                () -> trial.of(target, target.seeds().get(0)).detail())));
    }

    /** Inputs that were bugs once. */
    @TestFactory
    Stream<DynamicTest> corpus() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Target target : targets(folder.resolve("corpus"))) {
            for (Path file : corpus(target)) {
                tests.add(
                        DynamicTest.dynamicTest(target.name() + "/" + file.getFileName(), () -> reread(target, file)));
            }
        }
        return tests.stream();
    }

    private static void reread(Target target, Path file) throws IOException {
        byte[] input = Files.readAllBytes(file);
        Verdict verdict = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> new Trial().of(target, input));
        assertFalse(verdict.isBug(), verdict::detail);
    }

    private static List<Path> corpus(Target target) throws IOException {
        Path inputs = CORPUS.resolve(target.name());
        if (!Files.isDirectory(inputs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inputs)) {
            return files.sorted().toList();
        }
    }

    private static List<Target> targets(Path root) throws IOException {
        Files.createDirectories(root);
        List<Target> targets = new ArrayList<>();
        targets.addAll(new ModelTargets(root).all());
        targets.addAll(new GraphTargets(root).all());
        targets.addAll(RequestTargets.all());
        targets.addAll(new DataTargets(root).all());
        targets.addAll(new TextTargets(root).all());
        targets.addAll(new RunTargets(root).all());
        return targets;
    }
}
