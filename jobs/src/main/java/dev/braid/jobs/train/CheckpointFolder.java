package dev.braid.jobs.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A local folder with a run's checkpoints, one folder {@code checkpoint-STEP} each. A checkpoint appears under its name
 * when it is whole.
 */
public final class CheckpointFolder implements CheckpointStore {
    /** Of a checkpoint's folder; the group is its step. */
    public static final Pattern NAME = Pattern.compile("checkpoint-(\\d{1,18})");

    private static final String PARAMETERS = "parameters.f32";

    private final Path root;
    private final int keep;

    /** @param keep newest checkpoints that stay */
    public CheckpointFolder(Path root, int keep) {
        if (keep < 1) {
            throw new IllegalArgumentException("keep is " + keep + ", must be at least 1");
        }
        this.root = root;
        this.keep = keep;
    }

    @Override
    public String save(Checkpoint checkpoint) {
        Path target = root.resolve("checkpoint-" + checkpoint.step());
        Path part = root.resolve("." + target.getFileName() + ".part");
        try {
            Files.createDirectories(root);
            delete(part);
            Files.createDirectory(part);
            write(part, checkpoint);
            delete(target);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            List<Path> all = list();
            for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
                delete(old);
            }
        } catch (IOException e) {
            throw new CheckpointException(target + " cannot be written: " + e, e);
        }
        return target.toString();
    }

    @Override
    public boolean isEmpty() {
        return list().isEmpty();
    }

    @Override
    public Optional<Checkpoint> newest(String fingerprint, Torn torn) {
        for (Path folder : list()) {
            try {
                return Optional.of(read(folder, fingerprint));
            } catch (TornException e) {
                if (torn == Torn.REFUSE) {
                    throw new CheckpointException(
                            e.getMessage() + "; remove the folder to go on from the checkpoint before it", e);
                }
            }
        }
        return Optional.empty();
    }

    private static void write(Path folder, Checkpoint checkpoint) throws IOException {
        List<FloatFile> blocks = new ArrayList<>();
        blocks.add(FloatFile.write(folder, PARAMETERS, checkpoint.parameters()));
        for (int i = 0; i < checkpoint.moments().size(); i++) {
            blocks.add(FloatFile.write(
                    folder, "moment-" + i + ".f32", checkpoint.moments().get(i)));
        }
        new CheckpointState(
                        checkpoint.step(), checkpoint.seed(), checkpoint.fingerprint(), checkpoint.validation(), blocks)
                .write(folder);
    }

    private static Checkpoint read(Path folder, String fingerprint) {
        CheckpointState state = CheckpointState.read(folder);
        if (!state.fingerprint().equals(fingerprint)) {
            throw new CheckpointException(folder + " was written with other settings, data or base model (fingerprint "
                    + state.fingerprint() + ", this run has " + fingerprint
                    + "); use another output folder, or remove the checkpoints to start afresh");
        }
        try {
            List<float[]> blocks = new ArrayList<>();
            for (FloatFile block : state.blocks()) {
                blocks.add(block.read(folder));
            }
            return new Checkpoint(
                    state.step(),
                    state.seed(),
                    state.fingerprint(),
                    state.validation(),
                    blocks.get(0),
                    blocks.subList(1, blocks.size()));
        } catch (IOException e) {
            throw new TornException(folder + " cannot be read: " + e, e);
        }
    }

    /** Newest first. */
    private List<Path> list() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparingLong(CheckpointFolder::step).reversed())
                    .toList();
        } catch (IOException e) {
            throw new CheckpointException(root + " cannot be listed: " + e, e);
        }
    }

    private static long step(Path folder) {
        Matcher name = NAME.matcher(folder.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : -1;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
