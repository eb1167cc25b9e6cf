package dev.braid.jobs.spark.exchange;

import dev.braid.jobs.exchange.Slices;
import dev.braid.jobs.train.ParameterState;
import dev.braid.jobs.train.RuleUpdate;
import dev.braid.jobs.train.UpdateRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.BlockRDD;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManagerMaster;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The driver's hold on one version's parameters and moments: two RDDs of slices, every block of which is on two executors
 * as long as there are two. Parameters and moments are apart because all executors fetch the former.
 *
 * <p>What is computed from a version reads its blocks and has no further lineage: a lost version is not computed again
 * from versions that are gone, it is gone ({@link #isWhole}). Used by the thread that runs the steps.
 */
final class SlicedState {
    private final JavaSparkContext spark;
    private final Slices slices;
    private final JavaRDD<float[]> parameters;
    private final JavaRDD<float[][]> moments;

    private SlicedState(
            JavaSparkContext spark, Slices slices, JavaRDD<float[]> parameters, JavaRDD<float[][]> moments) {
        this.spark = spark;
        this.slices = slices;
        this.parameters = parameters;
        this.moments = moments;
    }

    /** Hands a state out to the executors, to each what it will hold. */
    static SlicedState of(JavaSparkContext spark, Slices slices, ParameterState state) {
        List<Broadcast<float[][]>> cut = IntStream.range(0, slices.count())
                .mapToObj(slice -> spark.broadcast(Arrays.stream(SliceUpdate.array(state))
                        .map(array -> slices.cut(array, slice))
                        .toArray(float[][]::new)))
                .toList();
        try {
            List<Integer> numbers = IntStream.range(0, slices.count()).boxed().toList();
            return of(
                    spark,
                    slices,
                    spark.parallelize(numbers, slices.count())
                            .map(slice -> cut.get(slice).value()));
        } finally {
            cut.forEach(Broadcast::destroy);
        }
    }

    /** @param whole of each slice the parameters, then the moments; computed and persisted here */
    private static SlicedState of(JavaSparkContext spark, Slices slices, JavaRDD<float[][]> whole) {
        whole.persist(StorageLevel.MEMORY_AND_DISK());
        JavaRDD<float[]> parameters = whole.map(slice -> slice[0]).persist(StorageLevel.MEMORY_AND_DISK_2());
        JavaRDD<float[][]> moments = whole.map(slice -> Arrays.copyOfRange(slice, 1, slice.length))
                .persist(StorageLevel.MEMORY_AND_DISK_2());
        SlicedState state = new SlicedState(spark, slices, parameters, moments);
        try {
            parameters.zip(moments).count();
            return state;
        } catch (RuntimeException e) {
            state.forget();
            throw e;
        } finally {
            whole.unpersist(false);
        }
    }

    /** The version after this one. */
    SlicedState updated(UpdateRule rule, RuleUpdate.Step step, JavaRDD<SliceSum> sums) {
        JavaRDD<float[][]> present = parametersInPlace().zipPartitions(momentsInPlace(), SlicedState::joined);
        return of(spark, slices, present.zipPartitions(sums, new SliceUpdate(rule, step)));
    }

    private static Iterator<float[][]> joined(Iterator<float[]> parameters, Iterator<float[][]> moments) {
        List<float[]> joined = new ArrayList<>(List.<float[]>of(parameters.next()));
        joined.addAll(Arrays.asList(moments.next()));
        return List.<float[][]>of(joined.toArray(float[][]::new)).iterator();
    }

    /** The parameters by slice, read where they are now. */
    JavaRDD<float[]> parametersInPlace() {
        return inPlace(parameters, float[].class);
    }

    private JavaRDD<float[][]> momentsInPlace() {
        return inPlace(moments, float[][].class);
    }

    private <T> JavaRDD<T> inPlace(JavaRDD<T> persisted, Class<T> type) {
        ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
        return new BlockRDD<>(spark.sc(), blocks(persisted.id()), tag).toJavaRDD();
    }

    private BlockId[] blocks(int rdd) {
        return IntStream.range(0, slices.count())
                .mapToObj(slice -> new RDDBlockId(rdd, slice))
                .toArray(BlockId[]::new);
    }

    /** The parameters as tasks fetch them. */
    SlicedWeights weights() {
        return new SlicedWeights(slices.parameters(), slices.count(), parameters.id());
    }

    /** Brings everything to the driver, a slice at a time. */
    ParameterState collect() {
        List<float[]> read = new ArrayList<>();
        parametersInPlace().toLocalIterator().forEachRemaining(read::add);
        List<float[][]> others = new ArrayList<>();
        momentsInPlace().toLocalIterator().forEachRemaining(others::add);
        int kinds = others.get(0).length;
        return new ParameterState(
                slices.join(read),
                IntStream.range(0, kinds)
                        .mapToObj(kind -> slices.join(
                                others.stream().map(slice -> slice[kind]).toList()))
                        .toList());
    }

    /** Whether every block is on some executor. */
    boolean isWhole() {
        BlockManagerMaster master = SparkEnv.get().blockManager().master();
        return IntStream.of(parameters.id(), moments.id())
                .mapToObj(this::blocks)
                .flatMap(Arrays::stream)
                .noneMatch(block -> master.getLocations(block).isEmpty());
    }

    /** Lets executors drop it. */
    void forget() {
        parameters.unpersist(false);
        moments.unpersist(false);
    }
}
