package dev.braid.gpp.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of conf/planning is one that the program accepts, and what it refuses is named. */
class PlanningFilesTest {
    private static final Path FOLDER = Path.of("..", "conf", "planning");

    @TempDir
    Path folder;

    static Stream<Path> files() throws IOException {
        return Files.list(FOLDER).sorted();
    }

    @ParameterizedTest
    @MethodSource("files")
    void isAccepted(Path file) {
        if (file.endsWith("comparison.conf")) {
            ComparisonSettings settings = ComparisonSettings.read(file);
            for (ComparisonSettings.Model model : settings.models()) {
                settings.machines().forEach(machine -> settings.problem(model, machine, 32));
            }
        } else {
            assertEquals(file.getFileName().toString(), Machine.read(file).name() + ".conf");
        }
    }

    @Test
    void numbersHaveTheirUnits() {
        Machine machine = Machine.read(FOLDER.resolve("v100-summit.conf"));
        assertEquals(16e9, machine.memoryBytes());
        assertEquals(12.5e9, machine.betweenNodes().bytesPerSecond());
        assertEquals(1e-5, machine.inNode().latencySeconds(), 1e-12);
        assertEquals(8, machine.topology(8).devices());
    }

    @Test
    void someOfTheComparison() {
        ComparisonSettings all = ComparisonSettings.read(FOLDER.resolve("comparison.conf"));
        ComparisonSettings some = all.only(List.of("dlrm"), List.of("h100"), List.of(2));
        assertEquals(1, some.models().size());
        assertEquals("h100", some.machines().get(0).name());
        assertEquals(List.of(2), some.devices());
        refused("model is 'dlmr'; did you mean dlrm?", () -> all.only(List.of("dlmr"), List.of(), List.of()));
        refused("devices has 0", () -> all.only(List.of(), List.of(), List.of(0)));
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        String good = Files.readString(FOLDER.resolve("h100.conf"));
        refused("memory: \"80XB\" has the unknown unit", () -> machine(good.replace("80GB", "80XB")));
        refused(
                "per_node is many, must be a whole number",
                () -> machine(good.replace("per_node                8", "per_node many")));
        refused("the key colour is not known", () -> machine(good + "\ncolour blue\n"));
        refused("launch is missing", () -> machine(good.replace("\nlaunch", "\n# launch")));
        refused("bandwidth is 0.0", () -> machine(good.replace("450GB/s\n", "0GB/s\n")));
        refused("is no file", () -> Machine.read(folder.resolve("none.conf")));
    }

    private Machine machine(String text) {
        try {
            return Machine.read(Files.writeString(folder.resolve("own.conf"), text));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void refused(String part, Runnable reading) {
        String message =
                assertThrows(IllegalArgumentException.class, reading::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
