package dev.braid.jobs.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/** What an application's properties say about the number of executors and their processor cores. */
public final class Cores {
    private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+|\\*)(,.*)?]");
    private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,.*]");

    private Cores() {}

    /** Cores of one executor. */
    public static int ofExecutor(SparkConf conf) {
        String master = conf.get("spark.master", "local");
        Matcher cluster = LOCAL_CLUSTER.matcher(master);
        if (cluster.matches()) {
            return Integer.parseInt(cluster.group(2));
        }
        Matcher local = LOCAL.matcher(master);
        if (local.matches()) {
            return local.group(1).equals("*") ? machine() : Integer.parseInt(local.group(1));
        }
        return master.equals("local") ? 1 : conf.getInt("spark.executor.cores", machine());
    }

    /** Executors that were asked for; 1 where the cluster manager decides. */
    public static int executors(SparkConf conf) {
        String master = conf.get("spark.master", "local");
        Matcher cluster = LOCAL_CLUSTER.matcher(master);
        if (cluster.matches()) {
            return Integer.parseInt(cluster.group(1));
        }
        // A standalone cluster does not count executors but cores.
        int byCores = master.startsWith("spark:") && conf.contains("spark.executor.cores")
                ? conf.getInt("spark.cores.max", 0) / conf.getInt("spark.executor.cores", 1)
                : 0;
        return byCores > 0 ? byCores : conf.getInt("spark.executor.instances", 1);
    }

    private static int machine() {
        return Runtime.getRuntime().availableProcessors();
    }
}
