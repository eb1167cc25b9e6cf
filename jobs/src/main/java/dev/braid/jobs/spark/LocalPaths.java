package dev.braid.jobs.spark;

import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.PipelineKeys;
import dev.braid.jobs.conf.SchedulerKeys;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.spark.storage.Locations;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;

/** The folders and files that executors read, named so that they mean the same whatever directory a JVM started in. */
final class LocalPaths {
    private static final List<String> KEYS = List.of(
            JobKeys.MODEL.name(),
            AdapterKeys.PATH.name(),
            ServeKeys.TOKEN_FILE.name(),
            ServeKeys.TLS_CERTIFICATE.name(),
            ServeKeys.TLS_KEY.name(),
            PipelineKeys.TLS_CERTIFICATE.name(),
            PipelineKeys.TLS_KEY.name(),
            SchedulerKeys.RECORD.name());
    private static final String NONE = "none";

    private LocalPaths() {}

    /** Makes relative paths absolute, taken from this JVM's working directory. Keys that are not set stay so. */
    static SparkConf resolve(SparkConf conf) {
        KEYS.stream().filter(conf::contains).forEach(key -> conf.set(key, path(conf.get(key))));
        String adapters = ServeKeys.ADAPTERS.name();
        if (conf.contains(adapters)) {
            conf.set(
                    adapters,
                    Arrays.stream(conf.get(adapters).split(","))
                            .map(LocalPaths::pair)
                            .collect(Collectors.joining(",")));
        }
        return conf;
    }

    private static String pair(String entry) {
        int sign = entry.indexOf('=');
        if (sign < 0) {
            return entry;
        }
        return entry.substring(0, sign + 1) + path(entry.substring(sign + 1));
    }

    private static String path(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() || stripped.equals(NONE) ? text : Locations.absolute(stripped);
    }
}
