package dev.braid.jobs.spark.storage;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * How long HDFS may be away: Hadoop's own client gives up at once on a single namenode unless it is told to try again.
 * Two minutes here; what a user has set stays.
 */
public final class HadoopPatience {
    /** Milliseconds between attempts and their number, twice. */
    private static final Map<String, String> SETTINGS = Map.of(
            "dfs.client.retry.policy.enabled", "true",
            "dfs.client.retry.policy.spec", "2000,15,10000,9");

    private HadoopPatience() {}

    /** Adds what the user has not set. */
    public static SparkConf set(SparkConf conf) {
        SETTINGS.forEach((key, value) -> conf.setIfMissing("spark.hadoop." + key, value));
        return conf;
    }

    /** Hadoop's configuration of an application, with it. */
    public static Configuration configuration(SparkConf conf) {
        return SparkHadoopUtil.get().newConfiguration(set(conf.clone()));
    }
}
