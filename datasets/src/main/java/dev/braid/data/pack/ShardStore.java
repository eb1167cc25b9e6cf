package dev.braid.data.pack;

import java.io.IOException;
import java.io.OutputStream;

/** Where shards are kept: one flat folder of files, on a local disk or on what Hadoop reaches. Thread-safe. */
public interface ShardStore {

    /** The length of a file in bytes; a missing file is an {@link IOException} that names it. */
    long size(String file) throws IOException;

    boolean exists(String file) throws IOException;

    /** Exactly {@code length} bytes from {@code offset}; fewer is an {@link IOException}. */
    byte[] read(String file, long offset, int length) throws IOException;

    /** Writes a file so that it is there either whole or not at all, in place of one that was there. */
    void write(String file, Body body) throws IOException;

    void delete(String file) throws IOException;

    /** The folder, for messages. */
    String location();

    /** Writes what a file is to hold. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }
}
