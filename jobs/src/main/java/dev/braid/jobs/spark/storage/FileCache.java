package dev.braid.jobs.spark.storage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of remote folders on this machine's disk, each fetched once for all JVMs of the machine and checked by the
 * first use in each: a copy whose files are not what was fetched is fetched again. A folder that changes at its source is
 * another one. Any thread; JVMs take turns by a lock on a file.
 */
public final class FileCache {
    private static final Logger LOG = LoggerFactory.getLogger(FileCache.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MANIFEST = ".braid-files.json";
    private static final int KEY_DIGITS = 24;
    private static final long LOCK_POLL_MILLIS = 100;

    private final Path root;
    private final Configuration hadoop;

    /** @param root made when missing, for this user alone */
    public FileCache(Path root, Configuration hadoop) {
        this.root = root;
        this.hadoop = hadoop;
    }

    /** A file as it was fetched. */
    private record Fetched(long bytes, long crc32c) {}

    /**
     * The folder on this machine's disk; one that is there already is itself.
     *
     * @throws IllegalArgumentException when there is no such folder or it cannot be read
     */
    public Path local(String folder) {
        org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(folder);
        if (source.toUri().getScheme() == null) {
            return Path.of(folder);
        }
        try {
            FileSystem files = source.getFileSystem(hadoop);
            if (source.toUri().getScheme().equals("file")) {
                return Path.of(source.toUri().getPath());
            }
            return fetched(files, files.makeQualified(source));
        } catch (IOException e) {
            throw new IllegalArgumentException(folder + " cannot be fetched to " + root + ": " + e, e);
        }
    }

    private Path fetched(FileSystem files, org.apache.hadoop.fs.Path source) throws IOException {
        Map<String, LocatedFileStatus> listing = list(files, source);
        if (listing.isEmpty()) {
            throw new IOException("it has no files");
        }
        makeRoot();
        Path home = root.resolve(key(source, listing));
        Path target = home.resolve(source.getName());
        try (FileChannel channel = FileChannel.open(
                        root.resolve(home.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            if (!isWhole(target)) {
                fetch(files, listing, home, target);
            }
            return target;
        }
    }

    private static Map<String, LocatedFileStatus> list(FileSystem files, org.apache.hadoop.fs.Path source)
            throws IOException {
        Map<String, LocatedFileStatus> listing = new TreeMap<>();
        RemoteIterator<LocatedFileStatus> all = files.listFiles(source, true);
        String prefix = source.toUri().getPath() + "/";
        while (all.hasNext()) {
            LocatedFileStatus file = all.next();
            listing.put(file.getPath().toUri().getPath().substring(prefix.length()), file);
        }
        return listing;
    }

    private void makeRoot() throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root.toAbsolutePath().getParent());
            Files.createDirectories(
                    root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        String owner = Files.getOwner(root).getName();
        if (!owner.equals(System.getProperty("user.name"))) {
            throw new IOException("spark.braid.cache.dir is " + root + ", which belongs to " + owner
                    + "; set it to a folder of your own");
        }
    }

    private static String key(org.apache.hadoop.fs.Path source, Map<String, LocatedFileStatus> listing) {
        StringBuilder text = new StringBuilder(source.toString());
        listing.forEach((name, file) -> text.append('\n')
                .append(name)
                .append(' ')
                .append(file.getLen())
                .append(' ')
                .append(file.getModificationTime()));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, KEY_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        while (true) {
            try {
                return channel.lock();
            } catch (OverlappingFileLockException anotherThread) {
                try {
                    Thread.sleep(LOCK_POLL_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted while another thread fetched the folder", e);
                }
            }
        }
    }

    private static boolean isWhole(Path target) {
        Path manifest = target.resolve(MANIFEST);
        if (!Files.exists(manifest)) {
            return false;
        }
        try {
            for (var entry : JSON.readTree(manifest.toFile()).properties()) {
                Path file = target.resolve(entry.getKey());
                Fetched found = Files.exists(file) ? read(file) : new Fetched(-1, 0);
                Fetched expected = new Fetched(
                        entry.getValue().path("bytes").asLong(),
                        entry.getValue().path("crc32c").asLong());
                if (!found.equals(expected)) {
                    LOG.warn("{} is not what was fetched ({} for {}); fetching it again", file, found, expected);
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            LOG.warn("{} cannot be checked ({}); fetching it again", target, e.toString());
            return false;
        }
    }

    private static Fetched read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return copy(in, OutputStream.nullOutputStream());
        }
    }

    private static Fetched copy(InputStream in, OutputStream out) throws IOException {
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32C());
        long bytes = checked.transferTo(out);
        return new Fetched(bytes, checked.getChecksum().getValue());
    }

    private void fetch(FileSystem files, Map<String, LocatedFileStatus> listing, Path home, Path target)
            throws IOException {
        long began = System.nanoTime();
        LocalFolders.delete(home);
        Path part = Files.createDirectories(home.resolve(".part"));
        Map<String, Fetched> fetched = new TreeMap<>();
        for (var entry : listing.entrySet()) {
            Path file = part.resolve(entry.getKey()).normalize();
            if (!file.startsWith(part)) {
                throw new IOException("its file " + entry.getKey() + " lies outside of it");
            }
            Files.createDirectories(file.getParent());
            try (InputStream in = files.open(entry.getValue().getPath());
                    OutputStream out = Files.newOutputStream(file)) {
                fetched.put(entry.getKey(), copy(in, out));
            }
        }
        JSON.writeValue(part.resolve(MANIFEST).toFile(), fetched);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        long bytes = fetched.values().stream().mapToLong(Fetched::bytes).sum();
        LOG.info("Fetched {} bytes to {} in {} ms", bytes, target, (System.nanoTime() - began) / 1_000_000);
    }
}
