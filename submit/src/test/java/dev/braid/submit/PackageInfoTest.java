package dev.braid.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every package says what lives there. */
class PackageInfoTest {
    private static final List<String> MODULES = List.of("gpu-ops", "dl4j-ext", "datasets", "jobs", "submit");

    @Test
    void everyPackageExplainsItself() throws IOException {
        Set<Path> packages = new TreeSet<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                packages.addAll(files.filter(file -> file.toString().endsWith(".java"))
                        .map(Path::getParent)
                        .collect(Collectors.toSet()));
            }
        }
        assertTrue(packages.size() >= MODULES.size(), () -> "only found " + packages);
        assertEquals(
                List.of(), packages.stream().filter(folder -> !explains(folder)).toList());
    }

    private static boolean explains(Path folder) {
        try {
            return Files.readString(folder.resolve("package-info.java")).contains("/**");
        } catch (IOException e) {
            return false;
        }
    }
}
