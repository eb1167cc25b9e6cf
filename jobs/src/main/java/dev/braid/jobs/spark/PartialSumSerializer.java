package dev.braid.jobs.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.braid.jobs.exchange.PartialSum;

/** A node of a step's tree, field by field. */
final class PartialSumSerializer extends Serializer<PartialSum> {
    @Override
    public void write(Kryo kryo, Output output, PartialSum sum) {
        output.writeInt(sum.level(), true);
        output.writeInt(sum.index(), true);
        output.writeLong(sum.targets(), true);
        output.writeDouble(sum.lossSum());
        kryo.writeObject(output, sum.gradient());
    }

    @Override
    public PartialSum read(Kryo kryo, Input input, Class<PartialSum> type) {
        return new PartialSum(
                input.readInt(true),
                input.readInt(true),
                input.readLong(true),
                input.readDouble(),
                kryo.readObject(input, float[].class));
    }
}
