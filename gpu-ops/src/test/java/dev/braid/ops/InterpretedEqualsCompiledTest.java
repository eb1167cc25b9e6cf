package dev.braid.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kernel gives the same bits interpreted, compiled, with narrower vectors and with other threads. */
class InterpretedEqualsCompiledTest {
    private static final long SEED = 20_240_607;
    /** Enough for the compilers to have replaced the interpreter. */
    private static final int REPETITIONS = 150;

    private static final long TIMEOUT_SECONDS = 120;

    @TempDir
    Path folder;

    @Test
    void warmingUpChangesNoBits() {
        String first = KernelDigest.of(1, SEED).toString();
        for (int i = 0; i < REPETITIONS; i++) {
            assertEquals(first, KernelDigest.of(1 + i % 3, SEED).toString(), "repetition " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:MaxVectorSize=32", "-XX:MaxVectorSize=16"})
    void anotherJvmGivesTheSameBits(String option) throws IOException, InterruptedException {
        assertEquals(KernelDigest.of(2, SEED).toString(), digestOfJvm(option), option);
    }

    private String digestOfJvm(String option) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                option,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                KernelDigest.class.getName(),
                "1",
                Long.toString(SEED));
        Path output = folder.resolve("digest.txt");
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
