package dev.braid.submit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nearly valid inputs of every kind: each is read or refused, quickly, and in bounded memory. */
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("braid.fuzz.inputs", 20_000);
    private static final Path CORPUS = Path.of("src/test/resources/dev/braid/submit/fuzz/corpus");

    @TempDir
    Path folder;

    private List<FuzzTarget> targets() throws IOException {
        FuzzFolders made = FuzzFolders.make(folder);
        return new FuzzTargets(Files.createDirectories(folder.resolve("inputs"))).all(made.model(), made.adapter());
    }

    @Test
    void everyInputIsReadOrRefused() throws Exception {
        long seed = Long.getLong("braid.fuzz.seed", new Random().nextLong());
        List<FuzzTarget> targets = targets();
        int weights = targets.stream().mapToInt(FuzzTarget::weight).sum();
        List<AssertionError> bugs = new ArrayList<>();
        for (FuzzTarget target : targets) {
            FuzzRun run = new FuzzRun(target, seed, Path.of("target", "fuzz"));
            try {
                run.run((int) Math.ceil((double) INPUTS * target.weight() / weights));
            } catch (AssertionError bug) {
                bugs.add(bug);
            }
            System.out.println(run.summary());
        }
        bugs.forEach(Throwable::printStackTrace);
        assertEquals(List.of(), bugs.stream().map(Throwable::getMessage).toList());
    }

    /** What once found a bug, by the name of its target. */
    @Test
    void whatOnceFoundABugIsReadOrRefused() throws Throwable {
        int inputs = 0;
        for (FuzzTarget target : targets()) {
            Path kept = CORPUS.resolve(target.name());
            if (!Files.isDirectory(kept)) {
                continue;
            }
            try (Stream<Path> files = Files.list(kept)) {
                for (Path file : files.toList()) {
                    new FuzzRun(target, 0, kept).judge(Files.readAllBytes(file));
                    inputs++;
                }
            }
        }
        assertTrue(inputs > 0, "there is no corpus in " + CORPUS.toAbsolutePath());
    }
}
