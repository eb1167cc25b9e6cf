package dev.braid.jobs.spark;

import com.esotericsoftware.kryo.Kryo;
import com.twitter.chill.SingletonSerializer;
import dev.braid.jobs.exchange.PartialSum;
import dev.braid.jobs.spark.exchange.SliceSum;
import dev.braid.jobs.spark.exchange.SliceSumSerializer;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import org.apache.spark.serializer.KryoRegistrator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Names every class that travels through Spark's serializer; registration is required, so nothing else can. */
public final class BraidKryoRegistrator implements KryoRegistrator {
    @Override
    public void registerClasses(Kryo kryo) {
        kryo.register(float[].class, new FloatBlockSerializer());
        kryo.register(PartialSum.class, new PartialSumSerializer());
        kryo.register(LeaseBlock.class, new LeaseBlockSerializer());
        kryo.register(LeaseOutcome.class, new LeaseOutcomeSerializer());
        kryo.register(SliceSum.class, new SliceSumSerializer());
        kryo.register(float[][].class);
        kryo.register(float[][][].class);
        kryo.register(SliceSum[].class);
        // What Spark says of the type of the blocks that it replicates.
        ClassTag<Object> object = ClassTag$.MODULE$.Object();
        kryo.register(object.getClass(), new SingletonSerializer<>(object));
        kryo.register(LeaseBlock[].class);
        kryo.register(LeaseOutcome[].class);
    }
}
