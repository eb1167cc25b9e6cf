package dev.braid.jobs.spark;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.EngineKeys;
import dev.braid.jobs.conf.PipelineKeys;
import org.apache.spark.SparkConf;

/** What Spark must know of executors that run the stages of a pipeline. */
final class PipelineExecutors {
    private static final String OPTIONS = "spark.executor.extraJavaOptions";
    private static final String NATIVE_BYTES = "-Dorg.bytedeco.javacpp.maxbytes=";
    private static final long MIB = 1L << 20;

    private PipelineExecutors() {}

    static void configure(SparkConf conf) {
        BraidConf braid = SparkProperties.braid(conf);
        int cores = Cores.ofExecutor(conf);
        if (!ExecutorMemory.isLocal(conf)) {
            // A stage has its executor for itself; emulated ones take no core, so that many fit.
            if (braid.get(PipelineKeys.EMULATE).isEmpty()) {
                conf.setIfMissing("spark.task.cpus", "" + cores);
            }
            // ND4J reads it once, when it is loaded.
            conf.setIfMissing(
                    "spark.executorEnv.OMP_NUM_THREADS",
                    "" + braid.get(EngineKeys.THREADS).orElse(cores));
            limitNativeMemory(conf);
        }
        // An attempt that waits for an executor to come back must not wait for Spark's own patience.
        conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s");
        conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "120");
    }

    /** ND4J's tensors are native memory, whose bound JavaCPP takes from the heap unless it is told. */
    private static void limitNativeMemory(SparkConf conf) {
        String options = conf.get(OPTIONS, "");
        if (!options.contains(NATIVE_BYTES)) {
            long bytes = ExecutorMemory.directLimit(ExecutorMemory.overhead(conf));
            conf.set(
                    OPTIONS,
                    (options + " " + NATIVE_BYTES + bytes / MIB + "m -Dorg.bytedeco.javacpp.maxphysicalbytes=0")
                            .strip());
        }
    }
}
