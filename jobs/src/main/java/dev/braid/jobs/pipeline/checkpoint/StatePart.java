package dev.braid.jobs.pipeline.checkpoint;

import dev.braid.stage.ElementType;
import dev.braid.stage.ParameterState;
import dev.braid.stage.StageState;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A stage's state as bytes: {@code BRDP}, the version, the number of parameters; for each its name, type, length in bytes,
 * weights, and the updater's slots by name. Names as Java's modified UTF-8, sizes big-endian, numbers little-endian.
 *
 * @param file name in the checkpoint's folder
 * @param crc32c checksum of all bytes
 */
public record StatePart(String file, long bytes, long crc32c) {
    private static final int MAGIC = 0x42524450;
    private static final int VERSION = 1;
    private static final int CHUNK = 1 << 16;
    private static final int MOST_NAMES = 1 << 24;

    /** Counts and sums what goes through. */
    private static final class Counted extends CheckedOutputStream {
        private long bytes;

        Counted(OutputStream out) {
            super(out, new CRC32C());
        }

        @Override
        public void write(int b) throws IOException {
            super.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] b, int from, int length) throws IOException {
            super.write(b, from, length);
            bytes += length;
        }
    }

    /** Writes a state; the stream is left open. */
    public static StatePart write(String file, StageState state, OutputStream target) throws IOException {
        Counted counted = new Counted(target);
        DataOutputStream out = new DataOutputStream(counted);
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(state.parameters().size());
        for (ParameterState parameter : state.parameters()) {
            out.writeUTF(parameter.name());
            out.writeByte(parameter.type().ordinal());
            out.writeInt(parameter.weights().remaining());
            numbers(out, parameter.weights());
            out.writeInt(parameter.updater().size());
            for (Map.Entry<String, ByteBuffer> slot : new TreeMap<>(parameter.updater()).entrySet()) {
                out.writeUTF(slot.getKey());
                numbers(out, slot.getValue());
            }
        }
        out.flush();
        return new StatePart(file, counted.bytes, counted.getChecksum().getValue());
    }

    private static void numbers(DataOutputStream out, ByteBuffer numbers) throws IOException {
        requireLittleEndian();
        WritableByteChannel channel = Channels.newChannel(out);
        ByteBuffer rest = numbers.duplicate();
        while (rest.hasRemaining()) {
            ByteBuffer chunk = rest.duplicate();
            chunk.limit(Math.min(rest.limit(), rest.position() + CHUNK));
            rest.position(rest.position() + channel.write(chunk));
        }
    }

    private static void requireLittleEndian() throws IOException {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IOException("checkpoints hold little-endian numbers, which this machine's are not");
        }
    }

    /**
     * Reads the state that this part describes; the stream is left open.
     *
     * @param where for messages
     * @throws PipelineCheckpointException naming the file when it is not what was written
     */
    public StageState read(String where, InputStream source) throws IOException {
        CheckedInputStream checked = new CheckedInputStream(source, new CRC32C());
        DataInputStream in = new DataInputStream(checked);
        StageState state;
        try {
            state = state(in);
        } catch (IOException | RuntimeException e) {
            throw new PipelineCheckpointException(where + "/" + file + " is torn or corrupt: " + e, e);
        }
        if (in.read() >= 0) {
            throw new PipelineCheckpointException(where + "/" + file + " is longer than its content");
        }
        if (checked.getChecksum().getValue() != crc32c) {
            throw new PipelineCheckpointException(
                    where + "/" + file + " is corrupt: its checksum is another than the manifest's");
        }
        return state;
    }

    private StageState state(DataInputStream in) throws IOException {
        requireLittleEndian();
        if (in.readInt() != MAGIC || in.readInt() != VERSION) {
            throw new IOException("it does not begin as a part of this version does");
        }
        int count = in.readInt();
        if (count < 0 || count > MOST_NAMES) {
            throw new IOException("it says that it has " + count + " parameters");
        }
        List<ParameterState> parameters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = in.readUTF();
            ElementType type = ElementType.values()[in.readByte()];
            int length = in.readInt();
            ByteBuffer weights = numbers(in, length);
            Map<String, ByteBuffer> slots = new LinkedHashMap<>();
            for (int slot = in.readInt(); slot > 0; slot--) {
                slots.put(in.readUTF(), numbers(in, length));
            }
            parameters.add(new ParameterState(name, type, weights, slots));
        }
        return new StageState(parameters);
    }

    /** Room is made for what the file can hold, whatever it says. */
    private ByteBuffer numbers(DataInputStream in, int length) throws IOException {
        if (length < 0 || length > bytes) {
            throw new IOException("it says that an array has " + length + " bytes");
        }
        ByteBuffer numbers = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
        byte[] chunk = new byte[Math.min(CHUNK, Math.max(1, length))];
        while (numbers.hasRemaining()) {
            int size = Math.min(chunk.length, numbers.remaining());
            in.readFully(chunk, 0, size);
            numbers.put(chunk, 0, size);
        }
        return numbers.flip();
    }
}
