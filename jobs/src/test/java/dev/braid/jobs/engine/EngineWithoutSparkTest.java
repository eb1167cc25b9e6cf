package dev.braid.jobs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine serves and trains in a JVM that has neither Spark nor what Spark brings on its class path. */
class EngineWithoutSparkTest {
    private static final long TIMEOUT_SECONDS = 120;
    private static final List<String> SPARK = List.of("spark", "hadoop", "scala", "nd4j", "deeplearning4j");

    @TempDir
    Path folder;

    @Test
    void aJvmWithoutSparkGivesTheSameResult() throws IOException, InterruptedException {
        assertEquals(EngineSmoke.run(Files.createDirectory(folder.resolve("here"))), resultOfJvm(withoutSpark()));
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static String withoutSpark() {
        String kept = Arrays.stream(classPath().split(File.pathSeparator))
                .filter(entry -> !entry.endsWith(".jar") || !isSpark(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
        assertNotEquals(classPath(), kept, "nothing of Spark was on the class path");
        return kept;
    }

    private static boolean isSpark(Path jar) {
        return SPARK.stream().anyMatch(jar.getFileName().toString()::contains);
    }

    private String resultOfJvm(String classPath) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                classPath,
                EngineSmoke.class.getName(),
                folder.resolve("there").toString());
        Path output = folder.resolve("output.txt");
        Path errors = folder.resolve("errors.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertTrue(ended, "the JVM without Spark did not end in " + TIMEOUT_SECONDS + " s");
        assertEquals(0, process.exitValue(), Files.readString(errors, StandardCharsets.UTF_8));
        return Files.readString(output, StandardCharsets.UTF_8).strip();
    }
}
