package dev.braid.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.engine.TrainingLease.Purpose;
import dev.braid.jobs.exchange.PartialSum;
import dev.braid.jobs.train.LeaseBlock;
import dev.braid.jobs.train.LeaseOutcome;
import dev.braid.jobs.train.Schedule;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

class BraidKryoRegistratorTest {
    private final SerializerInstance serializer =
            new KryoSerializer(BraidSpark.configure(new SparkConf(false), JobMode.FINETUNE)).newInstance();

    @Test
    void floatsKeepTheirBits() {
        Random random = new Random(3);
        for (int length : new int[] {0, 1, 4095, 4096, 4097, 20_000}) {
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = Float.intBitsToFloat(random.nextInt());
            }
            float[] back = roundTrip(values, float[].class);
            assertEquals(length, back.length);
            for (int i = 0; i < length; i++) {
                assertEquals(Float.floatToRawIntBits(values[i]), Float.floatToRawIntBits(back[i]), "element " + i);
            }
        }
    }

    @Test
    void leasesAndTheirOutcomesComeBackAsTheyWent() {
        LeaseBlock lease = new LeaseBlock(9, 8, 13, 8, List.of(5L, 1L << 40, 0L), Purpose.EVALUATE);
        assertEquals(lease, roundTrip(lease, LeaseBlock.class));

        PartialSum sum = new PartialSum(2, 2, 77, 0.1, new float[] {1.5f, -0f});
        LeaseOutcome back = roundTrip(new LeaseOutcome("7", 123, List.of(sum)), LeaseOutcome.class);
        assertEquals("7", back.executor());
        assertEquals(123, back.tokens());
        assertEquals(0.1, back.sums().get(0).lossSum());
        assertEquals(8, back.sums().get(0).firstLeaf());
        assertArrayEquals(sum.gradient(), back.sums().get(0).gradient());
    }

    @Test
    void aClassThatIsNotNamedDoesNotTravel() {
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> roundTrip(new Schedule(1, 1, 1), Schedule.class));
        assertTrue(refused.getMessage().contains("Class is not registered"), refused.getMessage());
    }

    private <T> T roundTrip(T value, Class<T> type) {
        ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
        ByteBuffer bytes = serializer.serialize(value, tag);
        return serializer.deserialize(bytes, tag);
    }
}
