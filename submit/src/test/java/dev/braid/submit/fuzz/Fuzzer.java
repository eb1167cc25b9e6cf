package dev.braid.submit.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Runs one target over many inputs, all of which follow from a seed. Inputs are read by a thread of their own, so that one
 * that never ends is seen: what it had read last is then the bug.
 */
final class Fuzzer {
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int MOST_BUGS = 5;

    private final Target target;
    private final long seed;
    private final Path folder;
    private final Trial trial = new Trial();
    private final Tally tally = new Tally();
    private final List<String> bugs = new ArrayList<>();
    private final Set<String> kinds = new HashSet<>();

    /** What is being read now. */
    private record Current(long iteration, byte[] input, long begun) {}

    private volatile Current current;

    /** @param folder where inputs that are bugs are written to */
    Fuzzer(Target target, long seed, Path folder) {
        this.target = target;
        this.seed = seed;
        this.folder = folder;
    }

    /** Reads this many inputs; the result says what went wrong, empty if nothing did. */
    List<String> run(long inputs) throws InterruptedException, IOException {
        Thread reading = new Thread(() -> readAll(inputs), "fuzz-" + target.name());
        reading.setDaemon(true);
        reading.start();
        while (reading.isAlive()) {
            reading.join(100);
            Current now = current;
            if (reading.isAlive() && now != null && System.nanoTime() - now.begun() > MOST_NANOS) {
                return List.of(
                        report(now.iteration(), now.input(), "does not end: " + List.of(reading.getStackTrace())));
            }
        }
        return bugs;
    }

    private void readAll(long inputs) {
        Mutator mutator = new Mutator(target.seeds(), new SplittableRandom(seed));
        for (long i = 0; i < inputs && bugs.size() < MOST_BUGS; i++) {
            byte[] input = mutator.next();
            current = new Current(i, input, System.nanoTime());
            Verdict verdict = trial.of(target, input);
            // Drawing the next input is not the reader's time.
            current = null;
            tally.add(verdict);
            if (verdict.isBug() && kinds.add(kind(verdict.detail()))) {
                bugs.add(report(i, input, verdict.detail()));
            }
        }
    }

    /** Two bugs are told apart by what was thrown and where. */
    private static String kind(String detail) {
        return detail.lines().filter(line -> line.contains("\tat ")).limit(3).reduce("", String::concat);
    }

    private String report(long iteration, byte[] input, String detail) {
        Path file = folder.resolve(target.name()).resolve(seed + "-" + iteration + ".bin");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, input);
        } catch (IOException e) {
            return "target " + target.name() + ", seed " + seed + ", iteration " + iteration + ", not written: " + e;
        }
        return "target " + target.name() + ", seed " + seed + ", iteration " + iteration + ", input in " + file + ": "
                + detail;
    }

    Tally tally() {
        return tally;
    }
}
