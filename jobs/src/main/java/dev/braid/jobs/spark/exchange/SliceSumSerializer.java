package dev.braid.jobs.spark.exchange;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.braid.jobs.exchange.PartialSum;
import dev.braid.jobs.train.LeaseOutcome;
import java.util.ArrayList;
import java.util.List;

/** A slice of a gradient, field by field. */
public final class SliceSumSerializer extends Serializer<SliceSum> {
    @Override
    public void write(Kryo kryo, Output output, SliceSum sum) {
        kryo.writeObject(output, sum.total());
        output.writeInt(sum.squares().length, true);
        output.writeDoubles(sum.squares());
        output.writeInt(sum.outcomes().size(), true);
        sum.outcomes().forEach(outcome -> kryo.writeObject(output, outcome));
    }

    @Override
    public SliceSum read(Kryo kryo, Input input, Class<SliceSum> type) {
        PartialSum total = kryo.readObject(input, PartialSum.class);
        double[] squares = input.readDoubles(input.readInt(true));
        List<LeaseOutcome> outcomes = new ArrayList<>();
        for (int left = input.readInt(true); left > 0; left--) {
            outcomes.add(kryo.readObject(input, LeaseOutcome.class));
        }
        return new SliceSum(total, squares, outcomes);
    }
}
