package dev.braid.jobs.main;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.spark.storage.HadoopCheckpoints;
import dev.braid.jobs.spark.storage.ResultFolder;
import dev.braid.jobs.spark.storage.VersionFolders;
import dev.braid.jobs.train.CheckpointFolder;
import dev.braid.jobs.train.CheckpointStore;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Where a finetuning job's results go, by what they are: on this machine's disk or anywhere that Hadoop reaches. */
public record OutputFolder(ResultFolder folder) {
    /** @param hadoop whose default file system a path without a scheme is not of: such a path is local */
    static OutputFolder of(BraidConf conf, Configuration hadoop) {
        return new OutputFolder(ResultFolder.ofLocal(conf.get(JobKeys.OUT), hadoop));
    }

    /** Where a child is: a plain path on this machine's disk, else a URI. */
    String location(String child) {
        return folder.location(child);
    }

    /** Packed training data. */
    String data() {
        return location("data");
    }

    /** Packed validation data that came from files of its own. */
    String validationData() {
        return location("validation-data");
    }

    /** @param keep newest checkpoints that stay */
    CheckpointStore checkpoints(int keep) {
        return folder.local()
                .<CheckpointStore>map(root -> new CheckpointFolder(root.resolve("checkpoints"), keep))
                .orElseGet(() -> new HadoopCheckpoints(files(), folder.name("checkpoints"), keep));
    }

    private FileSystem files() {
        try {
            return folder.root().getFileSystem(folder.hadoop());
        } catch (IOException e) {
            throw new UncheckedIOException(folder.root() + " cannot be reached: " + e, e);
        }
    }

    /** Versions of the adapter. */
    VersionFolders versions() {
        return new VersionFolders(folder);
    }

    /** Writes a folder whole, and tells where it is. */
    String writeFolder(String child, Consumer<Path> writer) {
        folder.writeFolder(child, writer);
        return location(child);
    }

    /** Writes a file whole. */
    public void write(String child, Consumer<Path> writer) {
        folder.write(child, writer);
    }

    /** What the job did, as text for people. */
    OutputStream log() {
        return append("log", ".txt");
    }

    /** Progress as one JSON object a line. */
    OutputStream events() {
        return append("events", ".jsonl");
    }

    private OutputStream append(String stem, String extension) {
        try {
            return folder.append(stem, extension);
        } catch (IOException e) {
            throw new UncheckedIOException(location(stem + extension) + " cannot be written: " + e, e);
        }
    }
}
