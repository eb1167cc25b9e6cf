package dev.braid.submit.launch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The command line that starts, through Spark's launcher, a driver that runs Braid. */
public final class SparkLaunch {
    /** Stands in place of the application's jar when the class path already has it. */
    private static final String NO_JAR = "spark-internal";

    private static final Pattern MASTER =
            Pattern.compile("local|local\\[.+]|local-cluster\\[.+]|(spark|k8s)://.+|yarn");

    private SparkLaunch() {}

    /**
     * @param properties all that the user gave
     * @param submitOptions the same as options of {@code spark-submit}
     * @param args of the program
     */
    public static List<String> command(
            Home home, Map<String, String> properties, List<String> submitOptions, List<String> args) {
        checkMaster(properties.getOrDefault("spark.master", "local[*]"));
        List<String> words = new ArrayList<>();
        words.add(home.root().resolve("bin").resolve("spark-class").toString());
        words.add("org.apache.spark.deploy.SparkSubmit");
        words.addAll(List.of("--class", "dev.braid.submit.Main", "--name", "braid"));
        words.addAll(submitOptions);
        defaults(home, properties).forEach((key, value) -> {
            if (!properties.containsKey(key)) {
                words.addAll(List.of("--conf", key + "=" + value));
            }
        });
        // The jar travels one way only: on a class path where executors see this folder, through Spark elsewhere.
        words.add(isLocal(properties) ? NO_JAR : home.braidJar().toString());
        words.addAll(args);
        return words;
    }

    /** Spark's own message for these would come with a stack trace. */
    private static void checkMaster(String master) {
        if (!MASTER.matcher(master).matches()) {
            throw new IllegalArgumentException("spark.master is " + master + ", must be local, local[CORES],"
                    + " local-cluster[EXECUTORS,CORES,MIB], spark://HOST:PORT, k8s://URL or yarn; set it by --master");
        }
    }

    private static Map<String, String> defaults(Home home, Map<String, String> properties) {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("spark.master", "local[*]");
        defaults.put("spark.ui.showConsoleProgress", "false");
        // One Spark job per optimizer step: what the UI remembers must not grow with the steps.
        defaults.put("spark.ui.retainedJobs", "100");
        defaults.put("spark.ui.retainedStages", "100");
        defaults.put("spark.ui.retainedTasks", "1000");
        defaults.put("spark.sql.ui.retainedExecutions", "10");
        if (isLocal(properties) && home.ownSpark().isPresent()) {
            defaults.put("spark.driver.extraClassPath", home.braidJar().toString());
            defaults.put("spark.executor.extraClassPath", home.braidJar().toString());
        }
        defaults.putAll(DirectMemory.options(properties));
        return defaults;
    }

    private static boolean isLocal(Map<String, String> properties) {
        return properties.getOrDefault("spark.master", "local[*]").startsWith("local");
    }
}
