package dev.braid.model.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A safetensors file, memory-mapped: 8 bytes of header length, a JSON header, raw little-endian tensors.
 *
 * <p>The header is validated whole before the file is mapped. Immutable and safe to share; the maps are released when
 * this object and its tensors are collected. The file must not be truncated meanwhile (replacing it by a rename is safe).
 */
public final class Safetensors {
    /** The format's own bound. */
    private static final long MAX_HEADER_BYTES = 100_000_000;

    private final Map<String, String> metadata;
    private final SortedMap<String, Tensor> tensors;

    private Safetensors(Map<String, String> metadata, SortedMap<String, Tensor> tensors) {
        this.metadata = metadata;
        this.tensors = Collections.unmodifiableSortedMap(tensors);
    }

    /**
     * Opens and validates a file.
     *
     * @throws ModelFileException naming the file, the tensor, the value and the bound
     */
    public static Safetensors open(Path file) {
        return open(file, MappedFile.SEGMENT_BYTES);
    }

    static Safetensors open(Path file, int segmentBytes) {
        if (Files.isDirectory(file)) {
            throw new ModelFileException(file + ": is a folder; a safetensors file is needed");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(file.toString(), channel, segmentBytes);
        } catch (NoSuchFileException e) {
            throw new ModelFileException(file + ": does not exist", e);
        } catch (IOException e) {
            throw new ModelFileException(file + ": cannot be read: " + e, e);
        }
    }

    private static Safetensors read(String file, FileChannel channel, int segmentBytes) throws IOException {
        long length = channel.size();
        long headerBytes = headerBytes(file, channel, length);
        byte[] json = bytes(file, channel, Long.BYTES, (int) headerBytes);
        if (json[0] != '{') {
            throw new ModelFileException(file + ": header does not begin with {; this is no safetensors file");
        }
        SafetensorsHeader header = HeaderParser.parse(file, json);
        long dataStart = Long.BYTES + headerBytes;
        header.checkLayout(file, length - dataStart);
        MappedFile mapped = MappedFile.map(channel, length, segmentBytes);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        for (TensorHeader tensor : header.tensors()) {
            tensors.put(tensor.name(), new Tensor(file, tensor, mapped, dataStart));
        }
        return new Safetensors(header.metadata(), tensors);
    }

    private static long headerBytes(String file, FileChannel channel, long length) throws IOException {
        if (length < Long.BYTES) {
            throw new ModelFileException(
                    file + ": has " + length + " bytes; a safetensors file begins with 8 bytes of header length");
        }
        long stated = ByteBuffer.wrap(bytes(file, channel, 0, Long.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        long bound = Math.min(MAX_HEADER_BYTES, length - Long.BYTES);
        if (stated < 2 || stated > bound) {
            throw new ModelFileException(file + ": header length " + Long.toUnsignedString(stated)
                    + " must be from 2 to " + bound + " (the file has " + length
                    + " bytes); it is truncated or no safetensors file");
        }
        return stated;
    }

    private static byte[] bytes(String file, FileChannel channel, long from, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new ModelFileException(file + ": became shorter while it was read");
            }
        }
        return buffer.array();
    }

    /** The free text entries of the header, such as {@code format -> pt}. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** All tensors by name. */
    public SortedMap<String, Tensor> tensors() {
        return tensors;
    }
}
