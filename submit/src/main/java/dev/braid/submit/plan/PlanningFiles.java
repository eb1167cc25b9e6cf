package dev.braid.submit.plan;

import dev.braid.gpp.compare.Machine;
import dev.braid.gpp.text.Nearest;
import dev.braid.submit.launch.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder with the machines and the comparison that come with Braid, or one of the user's. */
public record PlanningFiles(Path folder) {
    private static final String ENDING = ".conf";
    private static final String COMPARISON = "comparison";

    /** The given folder; otherwise that of the distribution, and without one conf/planning where the program runs. */
    public static PlanningFiles of(Optional<Path> given, Map<String, String> environment) {
        Path home = Path.of(environment.getOrDefault(Home.VARIABLE, "."));
        return new PlanningFiles(given.orElseGet(() -> home.resolve("conf").resolve("planning")));
    }

    /** @param name of a file in the folder without its ending, or a path */
    public Machine machine(String name) {
        Path own = Path.of(name);
        return Machine.read(name.endsWith(ENDING) && Files.exists(own) ? own : file(name));
    }

    public Path comparison() {
        return folder.resolve(COMPARISON + ENDING);
    }

    private Path file(String name) {
        List<String> names = machines();
        if (!names.contains(name)) {
            throw new IllegalArgumentException("machine is '" + name + "', but " + folder
                    + (names.isEmpty()
                            ? " has none; name a folder with --planning"
                            : " has " + String.join(", ", names) + "; did you mean " + Nearest.to(name, names) + "?"));
        }
        return folder.resolve(name + ENDING);
    }

    private List<String> machines() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING) && !name.equals(COMPARISON + ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException(folder + " cannot be listed: " + e, e);
        }
    }
}
