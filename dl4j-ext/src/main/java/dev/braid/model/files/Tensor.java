package dev.braid.model.files;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Objects;

/** A view of one tensor of a mapped safetensors file: immutable, readable from any thread, nothing copied until read. */
public final class Tensor implements FloatSource {
    private final String file;
    private final TensorHeader header;
    private final MappedFile bytes;
    private final long offset;

    Tensor(String file, TensorHeader header, MappedFile bytes, long dataStart) {
        this.file = file;
        this.header = header;
        this.bytes = bytes;
        this.offset = dataStart + header.begin();
    }

    public String name() {
        return header.name();
    }

    public TensorType type() {
        return header.type();
    }

    /** Row-major dimensions; empty for a scalar. */
    public List<Integer> shape() {
        return header.shape();
    }

    /** The number of elements. */
    public long elements() {
        return header.elements();
    }

    /**
     * Fills {@code dst} from its position to its limit with the elements from {@code from} on, F16 and BF16 widened
     * exactly.
     *
     * @throws ModelFileException if this tensor is not F32, F16 or BF16
     * @throws IndexOutOfBoundsException if the range is not inside the tensor
     */
    @Override
    public void readFloats(long from, FloatBuffer dst) {
        if (!type().isWeight()) {
            throw wrongType("F32, F16 or BF16");
        }
        read(from, dst.remaining(), (window, count) -> appendFloats(window, count, dst));
    }

    /** All elements as floats, for tensors that fit an array. */
    public float[] toFloats() {
        float[] values = new float[arrayLength()];
        readFloats(0, FloatBuffer.wrap(values));
        return values;
    }

    /** All elements of an I64 or I32 tensor. */
    public long[] toLongs() {
        if (type() != TensorType.I64 && type() != TensorType.I32) {
            throw wrongType("I64 or I32");
        }
        LongBuffer values = LongBuffer.allocate(arrayLength());
        read(0, values.remaining(), (window, count) -> appendLongs(window, count, values));
        return values.array();
    }

    private void appendFloats(ByteBuffer window, int count, FloatBuffer dst) {
        switch (type()) {
            case F32 -> dst.put(window.asFloatBuffer().limit(count));
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    dst.put(SmallFloats.fromHalf(window.getShort(2 * i)));
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    dst.put(SmallFloats.fromBf16(window.getShort(2 * i)));
                }
            }
        }
    }

    private void appendLongs(ByteBuffer window, int count, LongBuffer dst) {
        for (int i = 0; i < count; i++) {
            dst.put(type() == TensorType.I64 ? window.getLong(8 * i) : window.getInt(4 * i));
        }
    }

    private void read(long from, int count, WindowReader reader) {
        Objects.checkFromIndexSize(from, count, elements());
        int size = type().bytes();
        long at = from;
        long left = count;
        while (left > 0) {
            ByteBuffer window = bytes.window(offset + at * size, left * size);
            int read = window.limit() / size;
            reader.accept(window, read);
            at += read;
            left -= read;
        }
    }

    private int arrayLength() {
        if (elements() > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException(
                    "tensor " + name() + " has " + elements() + " elements; an array holds 2^31; read it in parts");
        }
        return (int) elements();
    }

    private ModelFileException wrongType(String expected) {
        return new ModelFileException(
                file + ": tensor " + name() + ": type " + type() + " cannot be read so; expected " + expected);
    }

    @Override
    public String toString() {
        return name() + " " + type() + shape();
    }

    private interface WindowReader {
        void accept(ByteBuffer window, int count);
    }
}
