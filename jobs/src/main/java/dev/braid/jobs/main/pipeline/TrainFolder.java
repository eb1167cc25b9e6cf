package dev.braid.jobs.main.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Where a training job's results go: a folder of any file system that Hadoop knows, the same for driver and executors. */
record TrainFolder(Path root, Configuration hadoop) {
    /** @param out a path or a URI; a path without a scheme is one of Hadoop's default file system, made absolute */
    static TrainFolder of(String out, Configuration hadoop) {
        Path path = new Path(out);
        try {
            FileSystem files = path.getFileSystem(hadoop);
            Path root = files.makeQualified(path);
            files.mkdirs(root);
            return new TrainFolder(root, hadoop);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("spark.braid.out is " + out + ", which cannot be made: " + e, e);
        }
    }

    /** The shards of the table. */
    String data() {
        return name("data");
    }

    String checkpoints() {
        return name("checkpoints");
    }

    String model() {
        return name("model.zip");
    }

    /** In Hugging Face's layout. */
    String decoder() {
        return name("model");
    }

    String report() {
        return name("report.html");
    }

    private String name(String child) {
        return new Path(root, child).toString();
    }

    /** A file of events for this run, beside those of earlier ones; no file system need be able to append. */
    OutputStream events() throws IOException {
        FileSystem files = root.getFileSystem(hadoop);
        int run = 0;
        while (files.exists(events(run))) {
            run++;
        }
        return files.create(events(run), false);
    }

    private Path events(int run) {
        return new Path(root, run == 0 ? "events.jsonl" : "events-" + run + ".jsonl");
    }

    void write(String file, String text) {
        write(file, local -> {
            try {
                Files.writeString(local, text, StandardCharsets.UTF_8);
                return local;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Writes a folder on this machine's disk and moves it to its place whole; one that is there is replaced. */
    void writeFolder(String folder, Consumer<java.nio.file.Path> writer) {
        try {
            java.nio.file.Path local = Files.createTempDirectory("braid-");
            writer.accept(local);
            FileSystem files = root.getFileSystem(hadoop);
            Path half = new Path(folder + ".tmp");
            files.delete(half, true);
            files.copyFromLocalFile(true, true, new Path(local.toUri()), half);
            files.delete(new Path(folder), true);
            if (!files.rename(half, new Path(folder))) {
                throw new IOException(half + " could not be renamed to " + folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Writes a file on this machine's disk and moves it to its place whole. */
    void write(String file, Function<java.nio.file.Path, java.nio.file.Path> writer) {
        try {
            java.nio.file.Path local = Files.createTempFile("braid-", ".tmp");
            try {
                FileSystem files = root.getFileSystem(hadoop);
                Path half = new Path(file + ".tmp");
                files.copyFromLocalFile(
                        false, true, new Path(writer.apply(local).toUri()), half);
                files.delete(new Path(file), false);
                if (!files.rename(half, new Path(file))) {
                    throw new IOException(half + " could not be renamed to " + file);
                }
            } finally {
                Files.deleteIfExists(local);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
