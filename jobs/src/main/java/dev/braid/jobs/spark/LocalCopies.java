package dev.braid.jobs.spark;

import dev.braid.jobs.conf.AdapterKeys;
import dev.braid.jobs.conf.BraidConf;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.engine.EngineSpec;
import dev.braid.jobs.spark.storage.FileCache;
import dev.braid.jobs.spark.storage.HadoopPatience;
import dev.braid.jobs.spark.storage.VersionFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * The configuration as a machine reads it: models and adapters that are elsewhere are fetched, with Spark's own
 * credentials for file systems.
 *
 * @param conf whose keys name the copies of the model and of the adapter that training starts from
 * @param adapters that are served, where they are on this machine; of an output folder the version that is served now
 * @param followed those of them that are of output folders, by name
 */
public record LocalCopies(BraidConf conf, List<EngineSpec.NamedAdapter> adapters, Map<String, Followed> followed) {
    /** The one that requests get and the one that follows it. */
    private static final int LIVE_VERSIONS = 2;

    /**
     * An adapter whose version may change while it is served.
     *
     * @param served the version at the start
     */
    public record Followed(VersionFolders folders, VersionFolders.Served served) {}

    /** @throws IllegalArgumentException when something cannot be fetched */
    public static LocalCopies of(SparkConf spark) {
        BraidConf conf = SparkProperties.braid(spark);
        Configuration hadoop = HadoopPatience.configuration(spark);
        FileCache cache = new FileCache(folder(conf), hadoop);
        Map<String, String> entries = new LinkedHashMap<>(conf.entries());
        conf.set(JobKeys.MODEL).ifPresent(model -> entries.put(JobKeys.MODEL.name(), local(cache, model)));
        conf.set(AdapterKeys.PATH)
                .flatMap(path -> path)
                .ifPresent(path -> entries.put(AdapterKeys.PATH.name(), local(cache, path)));
        List<EngineSpec.NamedAdapter> adapters = new ArrayList<>();
        Map<String, Followed> followed = new LinkedHashMap<>();
        conf.get(ServeKeys.ADAPTERS).forEach((name, folder) -> {
            VersionFolders.in(folder, hadoop)
                    .ifPresent(folders -> followed.put(name, new Followed(folders, folders.served())));
            adapters.add(Optional.ofNullable(followed.get(name))
                    .map(version -> named(name, version.served(), cache))
                    .orElseGet(() -> new EngineSpec.NamedAdapter(name, cache.local(folder))));
        });
        return new LocalCopies(BraidConf.of(entries), adapters, followed);
    }

    private static EngineSpec.NamedAdapter named(String name, VersionFolders.Served served, FileCache cache) {
        return new EngineSpec.NamedAdapter(name, cache.local(served.folder()), served.step(), LIVE_VERSIONS);
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
