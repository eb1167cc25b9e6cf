package dev.braid.jobs.main.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * A folder for results on any file system that Hadoop knows, the same for driver and executors. What is written to it
 * appears under its name when it is whole.
 */
public record ResultFolder(Path root, Configuration hadoop) {
    /**
     * @param out a path or a URI; a path without a scheme is one of Hadoop's default file system, made absolute
     * @throws IllegalArgumentException naming the key when it cannot be made
     */
    public static ResultFolder of(String out, Configuration hadoop) {
        try {
            Path path = new Path(out);
            FileSystem files = path.getFileSystem(hadoop);
            Path root = files.makeQualified(path);
            files.mkdirs(root);
            return new ResultFolder(root, hadoop);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("spark.braid.out is " + out + ", which cannot be made: " + e, e);
        }
    }

    /** The folder on this machine's disk; empty when it is elsewhere. */
    public Optional<java.nio.file.Path> local() {
        return root.toUri().getScheme().equals("file")
                ? Optional.of(java.nio.file.Path.of(root.toUri().getPath()))
                : Optional.empty();
    }

    /** Where a child is. */
    public String name(String child) {
        return new Path(root, child).toString();
    }

    /**
     * A file that lines are added to, visible as soon as they are flushed. Where files cannot be appended to, every call
     * begins another one: {@code events.jsonl}, {@code events-1.jsonl}.
     */
    public OutputStream append(String stem, String extension) throws IOException {
        if (local().isPresent()) {
            return Files.newOutputStream(
                    local().get().resolve(stem + extension), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        return new Flushing(create(stem, extension));
    }

    /** A new file beside those of earlier runs. */
    public FSDataOutputStream create(String stem, String extension) throws IOException {
        FileSystem files = root.getFileSystem(hadoop);
        int run = 0;
        while (files.exists(new Path(root, numbered(stem, run, extension)))) {
            run++;
        }
        return files.create(new Path(root, numbered(stem, run, extension)), false);
    }

    private static String numbered(String stem, int run, String extension) {
        return run == 0 ? stem + extension : stem + "-" + run + extension;
    }

    /** Flushes what Hadoop's streams keep back from readers otherwise. */
    private static final class Flushing extends FilterOutputStream {
        private final FSDataOutputStream stream;

        Flushing(FSDataOutputStream stream) {
            super(stream);
            this.stream = stream;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            stream.write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            if (stream.hasCapability(StreamCapabilities.HFLUSH)) {
                stream.hflush();
            }
        }
    }

    /** Writes a folder on this machine's disk and moves it to its place whole; one that is there is replaced. */
    public void writeFolder(String child, Consumer<java.nio.file.Path> writer) {
        write(child, local -> {
            try {
                writer.accept(Files.createDirectory(local));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Writes a file on this machine's disk and moves it to its place whole; one that is there is replaced.
     *
     * @param writer is given the name of a file that does not exist yet
     */
    public void write(String child, Consumer<java.nio.file.Path> writer) {
        try {
            if (local().isPresent()) {
                writeHere(local().get(), child, writer);
            } else {
                writeThere(child, writer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name(child) + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void writeHere(java.nio.file.Path root, String child, Consumer<java.nio.file.Path> writer)
            throws IOException {
        java.nio.file.Path half = root.resolve(partOf(child));
        delete(half);
        writer.accept(half);
        delete(root.resolve(child));
        Files.move(half, root.resolve(child), StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeThere(String child, Consumer<java.nio.file.Path> writer) throws IOException {
        java.nio.file.Path folder = Files.createTempDirectory("braid-");
        try {
            java.nio.file.Path local = folder.resolve("result");
            writer.accept(local);
            move(local, child);
        } finally {
            delete(folder);
        }
    }

    private static String partOf(String child) {
        return "." + child + ".part";
    }

    private void move(java.nio.file.Path local, String child) throws IOException {
        FileSystem files = root.getFileSystem(hadoop);
        Path target = new Path(root, child);
        Path half = new Path(root, partOf(child));
        files.delete(half, true);
        files.copyFromLocalFile(false, true, new Path(local.toUri()), half);
        files.delete(target, true);
        if (!files.rename(half, target)) {
            throw new IOException(half + " could not be renamed to " + target);
        }
    }

    private static void delete(java.nio.file.Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<java.nio.file.Path> files = Files.walk(folder)) {
            for (java.nio.file.Path file :
                    files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
