package dev.braid.submit.launch;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;

/** The command line of a JVM for commands that do without Spark. */
public final class PlainLaunch {
    private PlainLaunch() {}

    public static List<String> command(Home home, List<String> args) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        // Tensors live outside the heap; the default bound for that memory is the size of the heap.
        words.addAll(List.of("-Xmx1g", "-XX:MaxDirectMemorySize=" + directMebibytes() + "m"));
        words.add("-XX:+UseTransparentHugePages");
        String more = System.getenv().getOrDefault("BRAID_JAVA_OPTS", "");
        Arrays.stream(more.split("\\s+")).filter(word -> !word.isEmpty()).forEach(words::add);
        words.addAll(List.of("-cp", classPath(home)));
        words.add("dev.braid.submit.Main");
        words.addAll(args);
        return words;
    }

    private static String classPath(Home home) {
        String own = home.root().resolve("conf") + ":" + home.root().resolve("jars") + "/*";
        String hadoop = System.getenv("HADOOP_CONF_DIR");
        return hadoop == null || hadoop.isBlank() ? own : hadoop + ":" + own;
    }

    /** Four fifths of the machine's memory. */
    static long directMebibytes() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getTotalMemorySize() / 5 * 4 >> 20;
    }
}
