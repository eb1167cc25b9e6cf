package dev.braid.data.spark;

import dev.braid.data.pack.ShardEntry;
import dev.braid.data.pack.ShardIndex;
import dev.braid.data.pack.ShardStore;
import dev.braid.data.row.DatasetException;
import dev.braid.data.row.Quarantine;
import dev.braid.data.row.QuarantinedRow;
import dev.braid.data.text.TokenizerFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Makes rows into packed, indexed shards: tasks read and tokenize, number the samples by file and line, shuffle them by the
 * seed, pack and write. The driver sees counts and index entries alone. The shards are the same bytes whatever the number of
 * executors, partitions and retries. Call from one driver thread at a time.
 */
public final class DatasetJob {
    private final SparkSession spark;
    private final DatasetPlan plan;
    private final TokenizerFolder tokenizer;
    private final ShardStores stores;

    public DatasetJob(SparkSession spark, DatasetPlan plan, TokenizerFolder tokenizer) {
        this.spark = spark;
        this.plan = plan;
        this.tokenizer = tokenizer;
        this.stores = ShardStores.of(JavaSparkContext.fromSparkContext(spark.sparkContext()));
    }

    /**
     * Runs the job. What is wrong with the dataset as a whole is a {@link DatasetException}: nothing in it, too much of it
     * malformed, nothing trained. An index that stood in the output before is gone then.
     */
    public DatasetReport run() {
        try {
            return packed();
        } catch (IOException e) {
            throw new DatasetException("dataset cannot be packed to " + plan.output() + ": " + e.getMessage(), e);
        } catch (Exception e) {
            throw unwrapped(e);
        }
    }

    private DatasetReport packed() throws IOException {
        clear(plan.trainFolder());
        clear(plan.validationFolder());
        HadoopFiles.deleteParts(stores.configuration(), plan.quarantineFolder());
        plan.template().load(tokenizer);
        JavaRDD<byte[]> outcomes = new RowRead(spark, plan.source(), new RowTask(stores, tokenizer, plan)).outcomes();
        outcomes.persist(StorageLevel.MEMORY_AND_DISK());
        List<PartitionCount> counts = count(outcomes);
        Quarantine quarantine = quarantine(counts);
        quarantine.check(plan.source().label(), plan.source().maxQuarantineFraction());
        DatasetReport report = write(outcomes, counts, quarantine);
        // After a failure Spark's cleaner does it: the caller may stop Spark at once, and removing blocks from a Spark
        // that
        // stops ends in an exception on a thread of its own.
        outcomes.unpersist(false);
        return report;
    }

    private void clear(String folder) throws IOException {
        ShardStore store = stores.open(folder);
        store.delete(ShardIndex.FILE);
        for (int shard = 0; store.exists(ShardTask.fileName(shard)); shard++) {
            store.delete(ShardTask.fileName(shard));
        }
    }

    private List<PartitionCount> count(JavaRDD<byte[]> outcomes) {
        ShardStores opener = stores;
        String folder = plan.quarantineFolder();
        return outcomes
                .mapPartitionsWithIndex(
                        (partition, rows) -> List.of(PartitionCount.count(
                                                rows, opener.open(folder), "part-%05d.jsonl".formatted(partition))
                                        .toJson())
                                .iterator(),
                        false)
                .collect()
                .stream()
                .map(PartitionCount::fromJson)
                .toList();
    }

    private static Quarantine quarantine(List<PartitionCount> counts) {
        List<QuarantinedRow> examples = new ArrayList<>();
        counts.forEach(count -> examples.addAll(count.examples()));
        return new Quarantine(
                counts.stream().mapToLong(PartitionCount::good).sum(),
                counts.stream().mapToLong(PartitionCount::bad).sum(),
                examples);
    }

    private DatasetReport write(JavaRDD<byte[]> outcomes, List<PartitionCount> counts, Quarantine quarantine)
            throws IOException {
        SampleLayout layout = new SampleLayout(quarantine.good(), plan.packing());
        ShardTask task = new ShardTask(stores, plan, layout);
        List<ShardEntry> entries = placed(outcomes, firstNumbers(counts), layout)
                .repartitionAndSortWithinPartitions(layout)
                .mapPartitionsWithIndex(task::write, false)
                .collect()
                .stream()
                .map(ShardTask::entry)
                .toList();
        int validation = layout.validationShards();
        Optional<ShardIndex> validationIndex = validation == 0
                ? Optional.empty()
                : Optional.of(writeIndex(plan.validationFolder(), entries.subList(0, validation)));
        ShardIndex train = writeIndex(plan.trainFolder(), entries.subList(validation, entries.size()));
        return new DatasetReport(quarantine, train, validationIndex);
    }

    /** Every sample with its place in the shuffled order. */
    private static JavaPairRDD<Long, byte[]> placed(
            JavaRDD<byte[]> outcomes, long[] firstNumbers, SampleLayout layout) {
        return JavaPairRDD.fromJavaRDD(outcomes.mapPartitionsWithIndex(
                (partition, rows) -> new Placement(rows, firstNumbers[partition], layout), true));
    }

    private static long[] firstNumbers(List<PartitionCount> counts) {
        long[] first = new long[counts.size()];
        for (int partition = 1; partition < first.length; partition++) {
            first[partition] = first[partition - 1] + counts.get(partition - 1).good();
        }
        return first;
    }

    private ShardIndex writeIndex(String folder, List<ShardEntry> entries) throws IOException {
        ShardIndex index = new ShardIndex(
                ShardIndex.VERSION,
                plan.packing().packLength(),
                plan.packing().seed(),
                tokenizer.fingerprint(),
                Fingerprint.of(entries),
                entries);
        index.write(stores.open(folder));
        return index;
    }

    /** What a task found wrong with the dataset, instead of Spark's report of the failed stage (a checked exception). */
    private static RuntimeException unwrapped(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatasetException dataset) {
                return dataset;
            }
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new DatasetException("packing the dataset failed: " + failure.getMessage(), failure);
    }
}
