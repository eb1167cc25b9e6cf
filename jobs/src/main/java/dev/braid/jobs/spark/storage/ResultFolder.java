package dev.braid.jobs.spark.storage;

import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * A folder for results on any file system that Hadoop knows, the same for driver and executors. What is written to it
 * appears under its name when it is whole.
 */
public record ResultFolder(Path root, Configuration hadoop) {
    /**
     * @param out a URI, or a path on this machine's disk
     * @throws IllegalArgumentException naming the key when it cannot be made
     */
    public static ResultFolder ofLocal(String out, Configuration hadoop) {
        return of(Locations.qualified(out), hadoop);
    }

    /**
     * @param out a path or a URI; a path without a scheme is one of Hadoop's default file system, made absolute
     * @throws IllegalArgumentException naming the key when it cannot be made
     */
    public static ResultFolder of(String out, Configuration hadoop) {
        try {
            ResultFolder folder = at(out, hadoop);
            folder.root.getFileSystem(hadoop).mkdirs(folder.root);
            return folder;
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("spark.braid.out is " + out + ", which cannot be made: " + e, e);
        }
    }

    /** The same without making it. */
    static ResultFolder at(String out, Configuration hadoop) throws IOException {
        Path path = new Path(out);
        return new ResultFolder(path.getFileSystem(hadoop).makeQualified(path), hadoop);
    }

    /** The folder on this machine's disk; empty when it is elsewhere. */
    public Optional<java.nio.file.Path> local() {
        return root.toUri().getScheme().equals("file")
                ? Optional.of(java.nio.file.Path.of(root.toUri().getPath()))
                : Optional.empty();
    }

    /** Where it is: a plain path on this machine's disk, else a URI. */
    public String location() {
        return local().map(java.nio.file.Path::toString).orElseGet(root::toString);
    }

    /** Where a child is: a plain path on this machine's disk, else a URI. */
    public String location(String child) {
        return child(child).location();
    }

    /** URI of a child. */
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
        LocalFolders.delete(half);
        Files.createDirectories(root);
        writer.accept(half);
        if (Files.isDirectory(root.resolve(child))) {
            LocalFolders.delete(root.resolve(child));
        }
        Files.move(half, root.resolve(child), StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeThere(String child, Consumer<java.nio.file.Path> writer) throws IOException {
        LocalFolders.temporary(folder -> {
            java.nio.file.Path local = folder.resolve("result");
            writer.accept(local);
            move(local, child);
            return local;
        });
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
        if (Files.isDirectory(local) || !replaced(half, target)) {
            files.delete(target, true);
            if (!files.rename(half, target)) {
                throw new IOException(half + " could not be renamed to " + target);
            }
        }
    }

    /** Renames a file over the one that is there, in one step; false where the file system has no such call. */
    private boolean replaced(Path half, Path target) throws IOException {
        try {
            FileContext.getFileContext(root.toUri(), hadoop).rename(half, target, Options.Rename.OVERWRITE);
            return true;
        } catch (UnsupportedFileSystemException e) {
            return false;
        }
    }

    /** A folder in this one; it is made when something is written there. */
    public ResultFolder child(String child) {
        return new ResultFolder(new Path(root, child), hadoop);
    }

    /** Whether there is a child of this name. */
    public boolean has(String child) {
        return reached(child, files -> files.exists(new Path(root, child)));
    }

    /** Names of what is in this folder; none when it is not there. */
    public List<String> names() {
        return reached("", files -> {
            try {
                return Arrays.stream(files.listStatus(root))
                        .map(status -> status.getPath().getName())
                        .toList();
            } catch (FileNotFoundException none) {
                return List.of();
            }
        });
    }

    /** Removes a child, if it is there, with all below it. */
    public void delete(String child) {
        reached(child, files -> files.delete(new Path(root, child), true));
    }

    /** The text of a small file; empty when it is not there. */
    public Optional<String> text(String child) {
        return reached(child, files -> {
            try (InputStream in = files.open(new Path(root, child))) {
                return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (FileNotFoundException none) {
                return Optional.empty();
            }
        });
    }

    /** When a child was written last, milliseconds since 1970. */
    public long modified(String child) {
        return reached(
                child, files -> files.getFileStatus(new Path(root, child)).getModificationTime());
    }

    /** What is read of a child that is a folder, given as a folder on this machine's disk that may be gone afterwards. */
    public <T> T readFolder(String child, Function<java.nio.file.Path, T> reader) {
        if (local().isPresent()) {
            return reader.apply(local().get().resolve(child));
        }
        return reached(
                child,
                files -> LocalFolders.temporary(folder -> {
                    java.nio.file.Path copy = folder.resolve(child);
                    files.copyToLocalFile(false, new Path(root, child), new Path(copy.toUri()), true);
                    return reader.apply(copy);
                }));
    }

    private interface Reading<T> {
        T of(FileSystem files) throws IOException;
    }

    private <T> T reached(String child, Reading<T> reading) {
        try {
            return reading.of(root.getFileSystem(hadoop));
        } catch (IOException e) {
            String place = child.isEmpty() ? root.toString() : name(child);
            throw new UncheckedIOException(place + " cannot be reached: " + e.getMessage(), e);
        }
    }
}
