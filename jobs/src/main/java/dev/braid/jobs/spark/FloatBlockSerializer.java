package dev.braid.jobs.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Floats as raw little-endian bytes, a chunk at a time: their bits survive, NaNs included. */
final class FloatBlockSerializer extends Serializer<float[]> {
    private static final int CHUNK = 1 << 12;

    @Override
    public void write(Kryo kryo, Output output, float[] values) {
        output.writeInt(values.length, true);
        ByteBuffer chunk = chunk(values.length);
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            chunk.asFloatBuffer().put(values, from, count);
            output.writeBytes(chunk.array(), 0, count * Float.BYTES);
        }
    }

    @Override
    public float[] read(Kryo kryo, Input input, Class<float[]> type) {
        int length = input.readInt(true);
        if (length < 0) {
            throw new KryoException("float block has " + length + " elements, must have at least 0");
        }
        float[] values = new float[length];
        ByteBuffer chunk = chunk(length);
        for (int from = 0; from < length; from += CHUNK) {
            int count = Math.min(CHUNK, length - from);
            input.readBytes(chunk.array(), 0, count * Float.BYTES);
            chunk.asFloatBuffer().get(values, from, count);
        }
        return values;
    }

    private static ByteBuffer chunk(int length) {
        return ByteBuffer.allocate(Math.min(CHUNK, length) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}
