package dev.braid.jobs.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.braid.jobs.exchange.PartialSum;
import dev.braid.jobs.train.LeaseOutcome;
import java.util.ArrayList;
import java.util.List;

/** What a lease gave, field by field. */
final class LeaseOutcomeSerializer extends Serializer<LeaseOutcome> {
    @Override
    public void write(Kryo kryo, Output output, LeaseOutcome outcome) {
        output.writeString(outcome.executor());
        output.writeLong(outcome.tokens(), true);
        output.writeInt(outcome.sums().size(), true);
        outcome.sums().forEach(sum -> kryo.writeObject(output, sum));
    }

    @Override
    public LeaseOutcome read(Kryo kryo, Input input, Class<LeaseOutcome> type) {
        String executor = input.readString();
        long tokens = input.readLong(true);
        List<PartialSum> sums = new ArrayList<>();
        for (int left = input.readInt(true); left > 0; left--) {
            sums.add(kryo.readObject(input, PartialSum.class));
        }
        return new LeaseOutcome(executor, tokens, sums);
    }
}
