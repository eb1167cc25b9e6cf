package dev.braid.jobs.spark;

import dev.braid.jobs.control.JobSecret;
import dev.braid.jobs.spark.storage.HadoopPatience;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/** What Braid sets in Spark before an application starts, and finds in it afterwards. */
public final class BraidSpark {
    /** The version of Spark that this version of Braid is built and tested with. */
    public static final String SUPPORTED = "4.2.0";

    private BraidSpark() {}

    /** Refuses a driver's JVM that Spark has started without the options that it, and Braid, need. */
    public static void requireModules() {
        JvmModules.require(ModuleLayer.boot());
    }

    /** Refuses other versions of Spark by name. */
    public static void requireVersion(String version) {
        if (!version.equals(SUPPORTED)) {
            throw new IllegalStateException(
                    "this is Spark " + version + ", but Braid runs on Spark " + SUPPORTED + "; use that one");
        }
    }

    /**
     * Puts the plugin and the serializer in and names files so that executors find them; refuses settings that contradict
     * them.
     */
    public static SparkConf configure(SparkConf conf, JobMode mode) {
        requireVersion(org.apache.spark.package$.MODULE$.SPARK_VERSION());
        if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
            throw new IllegalArgumentException("spark.dynamicAllocation.enabled is true, must be false: it would take "
                    + "away executors that serve requests but run no tasks");
        }
        new Tokens(SparkProperties.braid(conf), System.getenv()).check();
        ExecutorMemory.limitDirectMemory(conf);
        Redaction.configure(conf);
        if (mode == JobMode.PIPELINE) {
            LinkSecurity.check(conf, SparkProperties.braid(conf));
            PipelineExecutors.configure(conf);
        }
        if (mode.engines(SparkProperties.braid(conf)) == JobMode.EnginePresence.PRESENT) {
            String plugins = conf.get("spark.plugins", "");
            conf.set("spark.plugins", (plugins.isEmpty() ? "" : plugins + ",") + BraidPlugin.class.getName());
        }
        return HadoopPatience.set(LocalPaths.resolve(conf))
                .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set("spark.kryo.registrator", BraidKryoRegistrator.class.getName())
                .set("spark.kryo.registrationRequired", "true")
                .setIfMissing("spark.kryoserializer.buffer.max", "1g")
                .setIfMissing("spark.ui.retainedJobs", "100")
                .setIfMissing("spark.ui.retainedStages", "100")
                .setIfMissing("spark.ui.retainedTasks", "1000")
                .set(JobMode.PROPERTY, mode.property())
                .set(JobKey.PROPERTY, JobKey.draw().value());
    }

    /** The executors of a running application. */
    public static Membership membership(SparkContext context) {
        return driver(context).membership();
    }

    /** What its executors take orders for. */
    public static JobSecret secret(SparkContext context) {
        return driver(context).secret();
    }

    private static DriverSide driver(SparkContext context) {
        return Residents.find(JobKey.of(context.getConf()), DriverSide.class)
                .orElseThrow(() -> new IllegalStateException("the application runs without " + BraidPlugin.class));
    }
}
