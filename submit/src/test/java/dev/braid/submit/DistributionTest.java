package dev.braid.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.submit.Distribution.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The assembled distribution works as it stands, with nothing but a JDK. */
@Tag("cluster")
class DistributionTest {
    private static final Path HOME = Distribution.HOME;

    @TempDir
    private Path folder;

    @Test
    void braidJarRepeatsNoClassOfSpark() throws IOException {
        Map<String, String> owners = new HashMap<>();
        try (Stream<Path> jars = Files.list(HOME.resolve("jars"))) {
            for (Path jar : jars.toList()) {
                if (!jar.equals(braidJar())) {
                    classes(jar)
                            .forEach(name -> owners.put(name, jar.getFileName().toString()));
                }
            }
        }
        List<String> own = classes(braidJar());
        assertTrue(own.contains("dev/braid/submit/Main.class"));
        assertEquals(List.of(), own.stream().filter(owners::containsKey).toList());
        assertTrue(owners.containsKey("org/apache/spark/SparkContext.class"));
        assertFalse(owners.keySet().stream().anyMatch(name -> name.startsWith("dev/braid/")));
    }

    @Test
    void doctorPrintsItsFindingsAlone() throws Exception {
        Ran ran = run("braid", "doctor");
        assertEquals(0, ran.exit(), ran::err);
        assertTrue(ran.out().lines().allMatch(line -> line.matches("(ok|note|not ok) +\\w+ .*")), ran::out);
    }

    @Test
    void exitCodesPassThrough() throws Exception {
        Ran ran = run("braid", "no-such-command");
        assertEquals(2, ran.exit());
        assertTrue(ran.err().contains("braid: error: "), ran::err);
        assertEquals("", ran.out());
    }

    @Test
    void executorsOfALocalClusterSeeTheOneJar() throws Exception {
        String tests = Path.of("target", "test-classes").toAbsolutePath().toString();
        Ran ran = run(
                "spark-submit",
                "--master",
                "local-cluster[2,1,1024]",
                "--class",
                ExecutorProbe.class.getName(),
                "--driver-class-path",
                tests,
                "--conf",
                "spark.executor.extraClassPath=" + tests,
                "--conf",
                "spark.executor.memory=512m",
                "--conf",
                "spark.ui.enabled=false",
                "spark-internal");
        assertEquals(0, ran.exit(), ran::err);
        List<String> seen =
                ran.out().lines().filter(line -> line.startsWith("probe ")).toList();
        assertEquals(
                List.of("probe 0 " + braidJar() + " vectors", "probe 1 " + braidJar() + " vectors"), seen, ran::err);
    }

    private static Path braidJar() {
        return HOME.resolve("jars").resolve("braid-0.1.0.jar");
    }

    private static List<String> classes(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .filter(name -> !name.startsWith("META-INF/") && !name.endsWith("module-info.class"))
                    .toList();
        }
    }

    private Ran run(String script, String... args) throws IOException, InterruptedException {
        return new Distribution(folder).run(script, args);
    }
}
