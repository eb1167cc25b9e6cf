package dev.braid.submit.command;

import dev.braid.submit.launch.SparkProperties;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/**
 * The options of a Spark job, the same for every command that starts one (a picocli mixin). Later ones win: the
 * properties file, then {@code --conf}, then {@code --master}.
 */
public final class SparkOptions {
    @Option(
            names = "--master",
            paramLabel = "URL",
            description =
                    "Where the job runs: local[N], local-cluster[EXECUTORS,CORES,MIB], spark://HOST:PORT or yarn.")
    private String master;

    @Option(
            names = "--properties-file",
            paramLabel = "FILE",
            description = "Spark properties, spark.braid.* among them; conf/ has complete ones.")
    private Path propertiesFile;

    @Option(
            names = "--conf",
            paramLabel = "KEY=VALUE",
            description = "One property; may be repeated. docs/configuration.md explains the spark.braid.* keys.")
    private Map<String, String> conf = new LinkedHashMap<>();

    /** These options, with a properties file where none was given. */
    public SparkOptions orElse(Path defaults) {
        if (propertiesFile == null) {
            propertiesFile = defaults;
        }
        return this;
    }

    /**
     * All properties that were given, in one map.
     *
     * @throws IllegalArgumentException when the properties file cannot be read
     */
    public Map<String, String> properties() {
        Map<String, String> all = new LinkedHashMap<>();
        if (propertiesFile != null) {
            all.putAll(SparkProperties.read(propertiesFile));
        }
        all.putAll(conf);
        if (master != null) {
            all.put("spark.master", master);
        }
        return all;
    }

    /** The same as arguments of {@code spark-submit}. */
    public List<String> submitOptions() {
        List<String> options = new ArrayList<>();
        if (master != null) {
            options.addAll(List.of("--master", master));
        }
        if (propertiesFile != null) {
            options.addAll(List.of("--properties-file", propertiesFile.toString()));
        }
        conf.forEach((key, value) -> options.addAll(List.of("--conf", key + "=" + value)));
        return options;
    }
}
