package dev.braid.jobs.spark.storage;

import dev.braid.jobs.train.Checkpoint;
import dev.braid.jobs.train.CheckpointException;
import dev.braid.jobs.train.CheckpointFolder;
import dev.braid.jobs.train.CheckpointStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A run's checkpoints on a file system that Hadoop reaches: the folders that {@link CheckpointFolder} writes and reads,
 * by way of this machine's disk. A checkpoint appears under its name by a rename when it is whole.
 */
public final class HadoopCheckpoints implements CheckpointStore {
    private final FileSystem files;
    private final Path root;
    private final int keep;

    /** @param keep newest checkpoints that stay */
    public HadoopCheckpoints(FileSystem files, String root, int keep) {
        this.files = files;
        this.root = new Path(root);
        this.keep = keep;
    }

    @Override
    public String save(Checkpoint checkpoint) {
        Path target = new Path(root, "checkpoint-" + checkpoint.step());
        try {
            return LocalFolders.temporary(here -> {
                String written = new CheckpointFolder(here, 1).save(checkpoint);
                Path part = new Path(root, "." + target.getName() + ".part");
                files.delete(part, true);
                files.copyFromLocalFile(new Path(java.nio.file.Path.of(written).toUri()), part);
                files.delete(target, true);
                if (!files.rename(part, target)) {
                    throw new IOException(part + " could not be renamed");
                }
                List<Path> all = list();
                for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
                    files.delete(old, true);
                }
                return target.toString();
            });
        } catch (IOException e) {
            throw new CheckpointException(target + " cannot be written: " + e, e);
        }
    }

    @Override
    public boolean isEmpty() {
        return list().isEmpty();
    }

    @Override
    public Optional<Checkpoint> newest(String fingerprint, Torn torn) {
        for (Path folder : list()) {
            Optional<Checkpoint> read = read(folder, fingerprint, torn);
            if (read.isPresent()) {
                return read;
            }
        }
        return Optional.empty();
    }

    private Optional<Checkpoint> read(Path folder, String fingerprint, Torn torn) {
        try {
            return LocalFolders.temporary(here -> {
                files.copyToLocalFile(
                        false, folder, new Path(here.resolve(folder.getName()).toUri()), true);
                try {
                    return new CheckpointFolder(here, 1).newest(fingerprint, torn);
                } catch (CheckpointException e) {
                    // The user knows the folder there, not the copy here.
                    throw new CheckpointException(e.getMessage().replace(here.toString(), root.toString()), e);
                }
            });
        } catch (IOException e) {
            throw new CheckpointException(folder + " cannot be read: " + e, e);
        }
    }

    /** Newest first. */
    private List<Path> list() {
        List<Path> found = new ArrayList<>();
        try {
            for (FileStatus status : files.listStatus(root)) {
                if (CheckpointFolder.NAME.matcher(status.getPath().getName()).matches()) {
                    found.add(status.getPath());
                }
            }
        } catch (FileNotFoundException none) {
            return found;
        } catch (IOException e) {
            throw new CheckpointException(root + " cannot be listed: " + e, e);
        }
        found.sort(Comparator.comparingLong(
                        (Path path) -> Long.parseLong(path.getName().replaceAll("\\D", "")))
                .reversed());
        return found;
    }
}
