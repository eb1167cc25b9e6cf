package dev.braid.jobs.spark;

import com.esotericsoftware.kryo.Kryo;
import dev.braid.jobs.exchange.PartialSum;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import org.apache.spark.serializer.KryoRegistrator;

/** Names every class that travels through Spark's serializer; registration is required, so nothing else can. */
public final class BraidKryoRegistrator implements KryoRegistrator {
    @Override
    public void registerClasses(Kryo kryo) {
        kryo.register(float[].class, new FloatBlockSerializer());
        kryo.register(PartialSum.class, new PartialSumSerializer());
        kryo.register(LeaseBlock.class, new LeaseBlockSerializer());
        kryo.register(LeaseOutcome.class, new LeaseOutcomeSerializer());
        kryo.register(LeaseBlock[].class);
        kryo.register(LeaseOutcome[].class);
    }
}
