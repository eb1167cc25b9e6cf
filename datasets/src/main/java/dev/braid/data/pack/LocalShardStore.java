package dev.braid.data.pack;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Shards in a folder of the local file system. */
public final class LocalShardStore implements ShardStore {
    private final Path folder;

    public LocalShardStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public long size(String file) throws IOException {
        return Files.size(folder.resolve(file));
    }

    @Override
    public boolean exists(String file) {
        return Files.exists(folder.resolve(file));
    }

    @Override
    public byte[] read(String file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(folder.resolve(file), StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new EOFException(folder.resolve(file) + " ends at byte " + (offset + bytes.position())
                            + ", wanted up to " + (offset + length));
                }
            }
        }
        return bytes.array();
    }

    @Override
    public void write(String file, Body body) throws IOException {
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, "." + file, ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
                body.writeTo(out);
            }
            Files.move(part, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public void delete(String file) throws IOException {
        Files.deleteIfExists(folder.resolve(file));
    }

    @Override
    public String location() {
        return folder.toString();
    }
}
