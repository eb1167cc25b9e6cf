package dev.braid.jobs.spark;

import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.PipelineKeys;
import java.util.List;
import org.apache.spark.SparkConf;

/** What a cluster demands of traffic between its machines, as against what a pipeline's links and reports do. */
final class LinkSecurity {
    private static final List<String> ENCRYPTION =
            List.of("spark.network.crypto.enabled", "spark.authenticate.enableSaslEncryption", "spark.ssl.rpc.enabled");

    private LinkSecurity() {}

    /** Refuses a pipeline that has no certificate where encryption is demanded; the message names both settings. */
    static void check(SparkConf conf, BraidConf braid) {
        if (Tls.pipeline(braid).isPresent()) {
            return;
        }
        for (String key : ENCRYPTION) {
            if (conf.getBoolean(key, false)) {
                throw new IllegalArgumentException(key + " is true, but the links and reports of a pipeline's workers "
                        + "are encrypted with a certificate alone; set " + PipelineKeys.TLS_CERTIFICATE.name() + " and "
                        + PipelineKeys.TLS_KEY.name());
            }
        }
    }
}
