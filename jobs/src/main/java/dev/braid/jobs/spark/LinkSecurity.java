package dev.braid.jobs.spark;

import java.util.List;
import org.apache.spark.SparkConf;

/**
 * What a cluster demands of traffic between its machines, as against what a pipeline's links do: they show the job's secret
 * and do not encrypt.
 */
final class LinkSecurity {
    private static final List<String> ENCRYPTION = List.of(
            "spark.network.crypto.enabled",
            "spark.authenticate.enableSaslEncryption",
            "spark.ssl.rpc.enabled",
            "spark.io.encryption.enabled");

    private LinkSecurity() {}

    /** Refuses a pipeline where encryption is demanded; the message names the setting. */
    static void check(SparkConf conf) {
        for (String key : ENCRYPTION) {
            if (conf.getBoolean(key, false)) {
                throw new IllegalArgumentException(key + " is true, but the links and reports of a pipeline's workers "
                        + "are not encrypted; set it to false where the network between executors is trusted, or do "
                        + "not train a pipeline here");
            }
        }
    }
}
