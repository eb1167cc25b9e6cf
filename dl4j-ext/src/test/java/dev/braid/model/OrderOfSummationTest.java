package dev.braid.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.files.Family;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.math.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A token's logits, and a sample's loss and gradient, have the same bits whatever runs beside them, however they are
 * cut, on any number of threads, immediate or deferred, interpreted or compiled.
 */
class OrderOfSummationTest {
    private static final int ROUNDS = 10;
    /** Short, since an interpreter runs the same work in another JVM. */
    private static final int INTERPRETED_LONGEST = 6;

    private static final long TIMEOUT_SECONDS = 240;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Family.class)
    void adapterTraining(Family family) {
        compare(family, TinyDecoder.Trains.ADAPTER);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void fullTraining(Family family) {
        compare(family, TinyDecoder.Trains.EVERYTHING);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void inferenceAlone(Family family) {
        compare(family, TinyDecoder.Trains.NOTHING);
    }

    private static void compare(Family family, TinyDecoder.Trains trains) {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            RandomGenerator random = random(seed);
            TinyDecoder decoder = TinyDecoder.random(random, family, trains);
            Workload work = Workload.random(random, decoder, CoServing.LONGEST);
            Workload.Results alone = CoServing.alone(decoder, work, CoServing.Setting.plain());
            for (CpuStream.Mode mode : CpuStream.Mode.values()) {
                CoServing.Setting setting = new CoServing.Setting(1 + random.nextInt(3), mode, CpuKernels::vector);
                Workload.Results together = CoServing.together(decoder, work, setting, random);
                assertEquals("", alone.difference(together), () -> where(seed, setting, decoder));
                assertEquals(alone.evaluated(), alone.lossSum(), () -> where(seed, setting, decoder));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void theOraclesGiveTheSameBits(Family family) {
        long seed = System.nanoTime();
        RandomGenerator random = random(seed);
        for (TinyDecoder.Trains trains : TinyDecoder.Trains.values()) {
            TinyDecoder decoder = TinyDecoder.random(random, family, trains);
            Workload work = Workload.random(random, decoder, CoServing.LONGEST);
            CoServing.Setting oracles =
                    new CoServing.Setting(1, CpuStream.Mode.IMMEDIATE, device -> CpuKernels.oracle(Precision.FLOAT));
            Workload.Results expected = CoServing.alone(decoder, work, oracles);
            Workload.Results actual = CoServing.together(decoder, work, CoServing.Setting.plain(), random);
            assertEquals("", expected.difference(actual), () -> where(seed, oracles, decoder));
        }
    }

    private static String where(long seed, CoServing.Setting setting, TinyDecoder decoder) {
        return "seed " + seed + ", " + setting.threads() + " threads, " + setting.mode() + ", " + decoder;
    }

    private static RandomGenerator random(long seed) {
        return new SplittableRandom(seed);
    }

    @Test
    void anInterpretingJvmGivesTheSameBits() throws IOException, InterruptedException {
        long seed = System.nanoTime();
        assertEquals(digests(seed), digestsOfJvm(seed, "-Xint"), () -> "seed " + seed);
        assertNotEquals(digests(seed), digests(seed + 1), "digests of different work");
    }

    /** Digest of one workload of each family and way of training. */
    private static String digests(long seed) {
        StringBuilder digests = new StringBuilder();
        RandomGenerator random = random(seed);
        for (Family family : Family.values()) {
            for (TinyDecoder.Trains trains : List.of(TinyDecoder.Trains.ADAPTER, TinyDecoder.Trains.EVERYTHING)) {
                TinyDecoder decoder = TinyDecoder.random(random, family, trains);
                Workload work = Workload.random(random, decoder, INTERPRETED_LONGEST);
                long digest = CoServing.together(decoder, work, CoServing.Setting.plain(), random)
                        .digest();
                digests.append(family)
                        .append(' ')
                        .append(trains)
                        .append(' ')
                        .append(digest)
                        .append('\n');
            }
        }
        return digests.toString().strip();
    }

    /** Prints the digests of a seed. */
    public static void main(String[] args) {
        System.out.println(digests(Long.parseLong(args[0])));
    }

    private String digestsOfJvm(long seed, String option) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                option,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                OrderOfSummationTest.class.getName(),
                Long.toString(seed));
        Path output = folder.resolve("digests.txt");
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertTrue(ended, "the JVM with " + option + " did not end in " + TIMEOUT_SECONDS + " s");
        assertEquals(0, process.exitValue(), Files.readString(errors, StandardCharsets.UTF_8));
        return Files.readString(output, StandardCharsets.UTF_8).strip();
    }
}
