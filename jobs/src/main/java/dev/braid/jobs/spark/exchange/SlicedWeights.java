package dev.braid.jobs.spark.exchange;

import dev.braid.jobs.exchange.Slices;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockResult;
import org.apache.spark.storage.RDDBlockId;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Parameters whose slices are blocks of an RDD in the executors' block managers, each on two executors.
 *
 * @param rdd id of the RDD; its partition p holds slice p
 */
public record SlicedWeights(int parameters, int count, int rdd) implements VersionWeights {
    private static final ClassTag<float[]> FLOATS = ClassTag$.MODULE$.apply(float[].class);

    private Slices slices() {
        return new Slices(parameters, count);
    }

    @Override
    public int size() {
        return parameters;
    }

    /** @throws IllegalStateException when a slice is nowhere any more */
    @Override
    public float[] read() {
        BlockManager blocks = SparkEnv.get().blockManager();
        List<float[]> read = new ArrayList<>();
        for (int slice = 0; slice < count; slice++) {
            read.add(read(blocks, slice));
        }
        return slices().join(read);
    }

    private float[] read(BlockManager blocks, int slice) {
        Option<BlockResult> found = blocks.get(new RDDBlockId(rdd, slice), FLOATS);
        if (found.isEmpty()) {
            throw new IllegalStateException("slice " + slice + " of " + count
                    + " of the parameters is on no executor any more (block rdd_" + rdd + "_" + slice + ")");
        }
        float[] read = (float[]) found.get().data().next();
        // The end of the iterator gives the block's lock back.
        found.get().data().hasNext();
        return read;
    }
}
