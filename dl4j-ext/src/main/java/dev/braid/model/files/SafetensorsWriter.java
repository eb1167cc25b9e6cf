package dev.braid.model.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A writer of safetensors files: the same tensors give the same bytes, and the file appears whole or not at all.
 *
 * <p>Values are rounded to nearest, ties to even. Tensors lie in order of falling element size, then of name, so that each
 * is aligned to its type.
 */
public final class SafetensorsWriter {
    private static final int CHUNK = 1 << 16;
    private static final int HEADER_ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /**
     * Writes the file with the metadata {@code format: pt} that Hugging Face's loaders ask for.
     *
     * @throws ModelFileException if the file cannot be written, or a finite value leaves the range of its type
     */
    public static void write(Path file, Map<String, TensorSource> tensors) {
        write(file, Map.of("format", "pt"), tensors);
    }

    /** Writes the file with the given metadata. */
    public static void write(Path file, Map<String, String> metadata, Map<String, TensorSource> tensors) {
        SortedMap<String, TensorSource> named = new TreeMap<>(tensors);
        List<Map.Entry<String, TensorSource>> ordered = named.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        entry -> -entry.getValue().type().bytes()))
                .toList();
        AtomicFile.write(file, channel -> {
            writeFully(channel, header(metadata, ordered));
            Encoder encoder = new Encoder(file, channel);
            for (Map.Entry<String, TensorSource> entry : ordered) {
                encoder.write(entry.getKey(), entry.getValue());
            }
        });
    }

    private static ByteBuffer header(Map<String, String> metadata, List<Map.Entry<String, TensorSource>> tensors)
            throws IOException {
        byte[] json = headerJson(metadata, tensors);
        int padded = (json.length + HEADER_ALIGNMENT - 1) / HEADER_ALIGNMENT * HEADER_ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(json);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    private static byte[] headerJson(Map<String, String> metadata, List<Map.Entry<String, TensorSource>> tensors)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart("__metadata__");
            for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            long begin = 0;
            for (Map.Entry<String, TensorSource> entry : tensors) {
                writeEntry(json, entry.getKey(), entry.getValue(), begin);
                begin += entry.getValue().bytes();
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void writeEntry(JsonGenerator json, String name, TensorSource tensor, long begin)
            throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", tensor.type().name());
        json.writeArrayFieldStart("shape");
        for (int dimension : tensor.shape()) {
            json.writeNumber(dimension);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_offsets");
        json.writeNumber(begin);
        json.writeNumber(begin + tensor.bytes());
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Converts values chunk by chunk; one per file, used by one thread. */
    private static final class Encoder {
        private final Path file;
        private final FileChannel channel;
        private final FloatBuffer floats = FloatBuffer.allocate(CHUNK);
        private final ByteBuffer bytes =
                ByteBuffer.allocateDirect(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

        Encoder(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        void write(String name, TensorSource tensor) throws IOException {
            long elements = tensor.elements();
            for (long from = 0; from < elements; from += CHUNK) {
                floats.clear().limit((int) Math.min(CHUNK, elements - from));
                tensor.values().readFloats(from, floats);
                if (floats.hasRemaining()) {
                    throw new IllegalStateException(
                            "the source of tensor " + name + " left " + floats.remaining() + " values unfilled");
                }
                encode(name, tensor.type(), from);
                writeFully(channel, bytes);
            }
        }

        private void encode(String name, TensorType type, long from) {
            bytes.clear();
            for (int i = 0; i < floats.limit(); i++) {
                float value = floats.get(i);
                switch (type) {
                    case F32 -> bytes.putFloat(value);
                    case F16 -> bytes.putShort(inRange(name, from + i, value, SmallFloats.toHalf(value), 0x7c00));
                    default -> bytes.putShort(inRange(name, from + i, value, SmallFloats.toBf16(value), 0x7f80));
                }
            }
            bytes.flip();
        }

        private short inRange(String name, long index, float value, short bits, int infinity) {
            if ((bits & 0x7fff) == infinity && !Float.isInfinite(value)) {
                throw new ModelFileException(file + ": tensor " + name + ": element " + index + " is " + value
                        + ", beyond the range of the stored type; write F32 instead");
            }
            return bits;
        }
    }
}
