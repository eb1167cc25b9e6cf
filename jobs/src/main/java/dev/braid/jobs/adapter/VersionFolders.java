package dev.braid.jobs.adapter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The versions of an adapter that a job keeps in its output folder, {@code versions/STEP}, and the mark that says which
 * of them is served, {@code versions/current}. Without the mark it is the job's result, {@code adapter}.
 */
public final class VersionFolders {
    private static final String MARK = "current";
    private static final String PART = ".part";

    private final Path out;
    private final Path versions;

    /** @param out the output folder of a finetuning job */
    public VersionFolders(Path out) {
        this.out = out;
        this.versions = out.resolve("versions");
    }

    /** The adapter's folder that a path means: the path itself, or what is served of an output folder. */
    public static Path adapterAt(Path path) {
        boolean output = !Files.exists(path.resolve("adapter_config.json"))
                && (Files.isDirectory(path.resolve("adapter")) || Files.isDirectory(path.resolve("versions")));
        return output ? new VersionFolders(path).served() : path;
    }

    /** Steps of the versions that are kept, ascending. */
    public List<Long> steps() {
        if (!Files.isDirectory(versions)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(versions)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("\\d{1,18}"))
                    .map(Long::valueOf)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(versions + " cannot be listed: " + e, e);
        }
    }

    /** Where the version of a step is. */
    public Path folder(long step) {
        return versions.resolve(Long.toString(step));
    }

    /**
     * Keeps a version: its folder is there as a whole or not at all. Removes the oldest but those that are to stay, and
     * never the one that is served.
     *
     * @param writer writes the adapter into the folder that it is given
     */
    public void keep(long step, int most, Consumer<Path> writer) {
        Path part = versions.resolve(step + PART);
        delete(part);
        writer.accept(part);
        delete(folder(step));
        move(part, folder(step));
        List<Long> steps = steps();
        steps.subList(0, Math.max(0, steps.size() - most)).stream()
                .filter(old -> selected().orElse(-1) != old)
                .forEach(old -> delete(folder(old)));
    }

    /** Forgets the mark and the versions behind a step: the job begins again there. */
    public void beginAfter(long step) {
        selectResult();
        steps().stream().filter(kept -> kept > step).forEach(kept -> delete(folder(kept)));
    }

    /**
     * Marks a version as the one that is served.
     *
     * @throws IllegalArgumentException when it is not kept
     */
    public void select(long step) {
        if (!steps().contains(step)) {
            throw new IllegalArgumentException(
                    "version " + step + " is not kept in " + versions + "; these are: " + steps());
        }
        Path part = versions.resolve(MARK + PART);
        try {
            Files.writeString(part, step + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(part + " cannot be written: " + e, e);
        }
        move(part, versions.resolve(MARK));
    }

    /** Takes the mark away: the job's result is served. */
    public void selectResult() {
        try {
            Files.deleteIfExists(versions.resolve(MARK));
        } catch (IOException e) {
            throw new UncheckedIOException(versions.resolve(MARK) + " cannot be removed: " + e, e);
        }
    }

    /** The version that is marked; empty when the job's result is served. */
    public OptionalLong selected() {
        Path mark = versions.resolve(MARK);
        try {
            String text = Files.readString(mark).strip();
            if (!text.matches("\\d{1,18}")) {
                throw new IllegalStateException(mark + " holds '" + text + "', must be a step; select a version again");
            }
            return OptionalLong.of(Long.parseLong(text));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(mark + " cannot be read: " + e, e);
        }
    }

    /** The folder of the adapter that is served. */
    public Path served() {
        OptionalLong selected = selected();
        if (selected.isEmpty()) {
            return out.resolve("adapter");
        }
        if (!steps().contains(selected.getAsLong())) {
            throw new IllegalStateException(versions.resolve(MARK) + " names version " + selected.getAsLong()
                    + ", which is not kept; select one of " + steps());
        }
        return folder(selected.getAsLong());
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(from + " cannot be renamed to " + to + ": " + e, e);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be removed: " + e, e);
        }
    }
}
