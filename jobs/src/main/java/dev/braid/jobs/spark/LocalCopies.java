package dev.braid.jobs.spark;

import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.ServeKeys;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;

/**
 * The configuration as a machine reads it: models and adapters that are elsewhere are fetched, and their keys name the
 * copies. With Spark's own credentials for file systems.
 */
public final class LocalCopies {
    private LocalCopies() {}

    /** @throws IllegalArgumentException when something cannot be fetched */
    public static BraidConf of(SparkConf spark) {
        BraidConf conf = SparkProperties.braid(spark);
        FileCache cache = new FileCache(folder(conf), HadoopPatience.configuration(spark));
        Map<String, String> entries = new LinkedHashMap<>(conf.entries());
        conf.set(JobKeys.MODEL).ifPresent(model -> entries.put(JobKeys.MODEL.name(), local(cache, model)));
        conf.set(AdapterKeys.PATH)
                .flatMap(path -> path)
                .ifPresent(path -> entries.put(AdapterKeys.PATH.name(), local(cache, path)));
        Map<String, String> adapters = conf.get(ServeKeys.ADAPTERS);
        if (!adapters.isEmpty()) {
            entries.put(
                    ServeKeys.ADAPTERS.name(),
                    adapters.entrySet().stream()
                            .map(adapter -> adapter.getKey() + "=" + local(cache, adapter.getValue()))
                            .collect(Collectors.joining(",")));
        }
        return BraidConf.of(entries);
    }

    private static Path folder(BraidConf conf) {
        Optional<String> configured = conf.get(JobKeys.CACHE_DIR);
        return configured
                .map(Path::of)
                .orElseGet(() -> Path.of(
                        System.getProperty("java.io.tmpdir"), "braid-cache-" + System.getProperty("user.name")));
    }

    private static String local(FileCache cache, String folder) {
        return cache.local(folder).toString();
    }
}
