package dev.braid.jobs.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.braid.jobs.engine.TrainingLease.Purpose;
import dev.braid.jobs.train.LeaseBlock;
import java.util.ArrayList;
import java.util.List;

/** A lease, field by field. */
final class LeaseBlockSerializer extends Serializer<LeaseBlock> {
    @Override
    public void write(Kryo kryo, Output output, LeaseBlock lease) {
        output.writeLong(lease.step(), true);
        output.writeLong(lease.version(), true);
        output.writeInt(lease.stepLeaves(), true);
        output.writeInt(lease.firstLeaf(), true);
        output.writeString(lease.purpose().name());
        output.writeInt(lease.sequences().size(), true);
        lease.sequences().forEach(sequence -> output.writeLong(sequence, true));
    }

    @Override
    public LeaseBlock read(Kryo kryo, Input input, Class<LeaseBlock> type) {
        long step = input.readLong(true);
        long version = input.readLong(true);
        int stepLeaves = input.readInt(true);
        int firstLeaf = input.readInt(true);
        Purpose purpose = Purpose.valueOf(input.readString());
        List<Long> sequences = new ArrayList<>();
        for (int left = input.readInt(true); left > 0; left--) {
            sequences.add(input.readLong(true));
        }
        return new LeaseBlock(step, version, stepLeaves, firstLeaf, sequences, purpose);
    }
}
