package dev.braid.jobs.spark.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * The versions of an adapter that a job keeps in its output folder, {@code versions/STEP}, and the mark that says which
 * of them is served, {@code versions/current}. Without the mark it is the job's result, {@code adapter}.
 */
public final class VersionFolders {
    private static final String RESULT = "adapter";
    private static final String VERSIONS = "versions";
    private static final String MARK = "current";
    private static final String CONFIG = "adapter_config.json";
    private static final Pattern STEP = Pattern.compile("\\d{1,18}");

    private final ResultFolder out;
    private final ResultFolder versions;

    /** @param out the output folder of a finetuning job */
    public VersionFolders(ResultFolder out) {
        this.out = out;
        this.versions = out.child(VERSIONS);
    }

    /**
     * The versions in a folder that is a job's output folder; empty when it is an adapter's own, or anything else.
     *
     * @param folder a URI, or a path on this machine's disk
     */
    public static Optional<VersionFolders> in(String folder, Configuration hadoop) {
        try {
            ResultFolder out = ResultFolder.at(Locations.qualified(folder), hadoop);
            boolean output = !out.has(CONFIG) && (out.has(RESULT) || out.has(VERSIONS));
            return output ? Optional.of(new VersionFolders(out)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be reached: " + e.getMessage(), e);
        }
    }

    /**
     * An adapter that is served.
     *
     * @param folder where it is: a path on this machine's disk, else a URI
     * @param step of the version; 0 for the job's result
     * @param modified when it was written, milliseconds since 1970: tells it from another at the same place
     */
    public record Served(String folder, long step, long modified) {}

    /** Steps of the versions that are kept, ascending. */
    public List<Long> steps() {
        return versions.names().stream()
                .filter(STEP.asMatchPredicate())
                .map(Long::valueOf)
                .sorted()
                .toList();
    }

    /** What is read of the version of a step, given as a folder on this machine's disk. */
    public <T> T read(long step, Function<Path, T> reader) {
        return versions.readFolder(Long.toString(step), reader);
    }

    /** What is read of an adapter that is served, given as a folder on this machine's disk. */
    public <T> T read(Served served, Function<Path, T> reader) {
        return served.step() == 0 ? out.readFolder(RESULT, reader) : read(served.step(), reader);
    }

    /**
     * Keeps a version: its folder is there as a whole or not at all. Removes the oldest but those that are to stay, and
     * never the one that is served.
     *
     * @param writer writes the adapter into the folder that it is given
     */
    public void keep(long step, int most, Consumer<Path> writer) {
        versions.writeFolder(Long.toString(step), writer);
        List<Long> steps = steps();
        long marked = selected().orElse(-1);
        steps.subList(0, Math.max(0, steps.size() - most)).stream()
                .filter(old -> old != marked)
                .forEach(this::forget);
    }

    private void forget(long step) {
        versions.delete(Long.toString(step));
    }

    /** Forgets the mark and the versions behind a step: the job begins again there. */
    public void beginAfter(long step) {
        selectResult();
        steps().stream().filter(kept -> kept > step).forEach(this::forget);
    }

    /**
     * Marks a version as the one that is served.
     *
     * @throws IllegalArgumentException when it is not kept
     */
    public void select(long step) {
        if (!steps().contains(step)) {
            throw new IllegalArgumentException(
                    "version " + step + " is not kept in " + versions.location() + "; these are: " + steps());
        }
        versions.write(MARK, file -> {
            try {
                Files.writeString(file, step + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Takes the mark away: the job's result is served. */
    public void selectResult() {
        versions.delete(MARK);
    }

    /** The version that is marked; empty when the job's result is served. */
    public OptionalLong selected() {
        Optional<String> mark = versions.text(MARK).map(String::strip);
        if (mark.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!STEP.matcher(mark.get()).matches()) {
            throw new IllegalStateException(
                    versions.location(MARK) + " holds '" + mark.get() + "', must be a step; select a version again");
        }
        return OptionalLong.of(Long.parseLong(mark.get()));
    }

    /** The adapter that is served. */
    public Served served() {
        OptionalLong selected = selected();
        if (selected.isEmpty()) {
            return new Served(out.location(RESULT), 0, out.modified(RESULT + "/" + CONFIG));
        }
        long step = selected.getAsLong();
        if (!steps().contains(step)) {
            throw new IllegalStateException(versions.location(MARK) + " names version " + step
                    + ", which is not kept; select one of " + steps());
        }
        String name = Long.toString(step);
        return new Served(versions.location(name), step, versions.modified(name + "/" + CONFIG));
    }
}
