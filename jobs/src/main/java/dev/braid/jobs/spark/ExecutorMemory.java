package dev.braid.jobs.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;

/**
 * The off-heap memory of an executor: tensors live there, so the cluster manager must be told of them.
 *
 * <p>An executor's memory overhead holds the tensors and {@link #OTHER} for what the JVM itself takes outside the heap
 * (code, classes, stacks) and for network buffers. Executors are started with {@code -XX:MaxDirectMemorySize} at nine
 * tenths of the overhead, which must hold the tensors and {@link #BUFFERS}.
 */
public final class ExecutorMemory {
    private static final String OPTIONS = "spark.executor.extraJavaOptions";
    private static final String LIMIT = "-XX:MaxDirectMemorySize=";
    private static final long MIB = 1L << 20;
    /** Bytes of the overhead that are not tensors. */
    static final long OTHER = 320 * MIB;
    /** Direct memory of those. */
    static final long BUFFERS = 128 * MIB;
    /** Spark's own default: this much or this fraction of the heap, whichever is more. */
    private static final long LEAST_OVERHEAD = 384 * MIB;

    private static final double OVERHEAD_FRACTION = 0.1;

    private ExecutorMemory() {}

    /** The limit on direct memory of an executor with this overhead, in bytes. */
    public static long directLimit(long overhead) {
        return overhead / 10 * 9;
    }

    /** The overhead of an executor that holds so many bytes of tensors, rounded up to a mebibyte. */
    public static long overheadFor(long tensors) {
        long overhead = Math.max(tensors + OTHER, (tensors + BUFFERS) / 9 * 10 + MIB);
        return (overhead + MIB - 1) / MIB * MIB;
    }

    /** Gives executors their limit on direct memory, unless the user has set one. */
    static void limitDirectMemory(SparkConf conf) {
        String options = conf.get(OPTIONS, "");
        if (!isLocal(conf) && !options.contains(LIMIT)) {
            conf.set(OPTIONS, (options + " " + LIMIT + directLimit(overhead(conf)) / MIB + "m").strip());
        }
    }

    /**
     * Refuses an application whose executors cannot hold the tensors; the message names the setting that would do.
     *
     * @param tensors off-heap bytes of an engine
     * @param directLimitHere limit on direct memory of this JVM, for local mode
     */
    public static void check(SparkConf conf, long tensors, long directLimitHere) {
        if (isLocal(conf)) {
            checkHere(tensors, directLimitHere);
            return;
        }
        long needed = overheadFor(tensors);
        long given = overhead(conf);
        if (given < needed) {
            throw new IllegalArgumentException("spark.executor.memoryOverhead is " + given / MIB + "m, but the model's "
                    + "tensors take " + mebibytes(tensors) + "m beside the heap of each executor; set it to at least "
                    + needed / MIB + "m");
        }
    }

    static boolean isLocal(SparkConf conf) {
        String master = conf.get("spark.master", "local");
        return master.startsWith("local") && !master.startsWith("local-cluster");
    }

    private static void checkHere(long tensors, long limit) {
        long needed = tensors + BUFFERS;
        if (limit < needed) {
            throw new IllegalArgumentException("this JVM may use " + limit / MIB + "m of direct memory, but the "
                    + "model's tensors take " + mebibytes(tensors) + "m; start it with -XX:MaxDirectMemorySize="
                    + mebibytes(needed) + "m or more (spark.driver.extraJavaOptions)");
        }
    }

    static long overhead(SparkConf conf) {
        if (conf.contains("spark.executor.memoryOverhead")) {
            return JavaUtils.byteStringAsMb(conf.get("spark.executor.memoryOverhead")) * MIB;
        }
        long heap = JavaUtils.byteStringAsMb(conf.get("spark.executor.memory", "1g")) * MIB;
        return Math.max(LEAST_OVERHEAD, (long) (OVERHEAD_FRACTION * heap));
    }

    private static long mebibytes(long bytes) {
        return (bytes + MIB - 1) / MIB;
    }
}
