package dev.braid.submit.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The distribution that the running program belongs to.
 *
 * @param root its folder, with bin/, jars/, conf/, models/ and data/
 * @param ownSpark a Spark of the user's that is taken instead of the one in jars/
 */
public record Home(Path root, Optional<Path> ownSpark) {
    /** Set by the launch script to the distribution's folder. */
    public static final String VARIABLE = "BRAID_HOME";

    static final String SPARK_VERSION = "4.2.0";
    private static final String OWN_SPARK = "BRAID_SPARK_HOME";

    public Home {
        if (!Files.isDirectory(root.resolve("jars"))) {
            throw new IllegalArgumentException(VARIABLE + " is " + root + ", which is no distribution of Braid: it has"
                    + " no folder jars; start with bin/braid, which sets it");
        }
        ownSpark.ifPresent(Home::checkSpark);
    }

    /** From the variables that the launch script sets. */
    public static Home fromEnvironment(Map<String, String> environment) {
        String root = environment.get(VARIABLE);
        if (root == null) {
            throw new IllegalArgumentException(VARIABLE + " is not set; start with bin/braid, which sets it");
        }
        return new Home(
                Path.of(root), Optional.ofNullable(environment.get(OWN_SPARK)).map(Path::of));
    }

    /** The one jar of Braid. */
    public Path braidJar() {
        return root.resolve("jars").resolve("braid-0.1.0.jar");
    }

    private static void checkSpark(Path spark) {
        if (!Files.exists(spark.resolve("jars").resolve("spark-core_2.13-" + SPARK_VERSION + ".jar"))) {
            throw new IllegalArgumentException(OWN_SPARK + " is " + spark + ", must be a Spark " + SPARK_VERSION
                    + " for Scala 2.13; leave it out to take the one that Braid brings");
        }
    }
}
