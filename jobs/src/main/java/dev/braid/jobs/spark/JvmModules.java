package dev.braid.jobs.spark;

import org.apache.spark.launcher.JavaModuleOptions;

/**
 * The modules that a driver's JVM must be started with. Spark adds its options to every JVM that it starts but one: the
 * driver that a standalone cluster runs.
 */
final class JvmModules {
    private static final String VECTOR = "jdk.incubator.vector";

    private JvmModules() {}

    /** Refuses a JVM without them, with the options that it lacks. */
    static void require(ModuleLayer layer) {
        if (layer.findModule(VECTOR).isEmpty()) {
            throw new IllegalStateException("this driver was started without the module " + VECTOR
                    + ": in the cluster mode of a standalone cluster Spark leaves its own JVM options out; set"
                    + " spark.driver.extraJavaOptions to '" + JavaModuleOptions.defaultModuleOptions() + "'");
        }
    }
}
