package dev.braid.submit.launch;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bound of the memory outside the heap, where tensors live; a JVM's own default is the size of its heap. An
 * executor may use nine tenths of its memory overhead, the rest is for threads and code; a driver that is also the
 * executor, and a driver of executors without an overhead of their own, four fifths of the machine.
 */
final class DirectMemory {
    private static final Pattern MEBIBYTES = Pattern.compile("(\\d{1,9})\\s*([kmgt]?)b?");

    private DirectMemory() {}

    /** Java options per process, by Spark property. */
    static Map<String, String> options(Map<String, String> properties) {
        String machine = "-XX:MaxDirectMemorySize=" + PlainLaunch.directMebibytes() + "m";
        String overhead = properties.get("spark.executor.memoryOverhead");
        String executor = overhead == null ? machine : "-XX:MaxDirectMemorySize=" + mebibytes(overhead) * 9 / 10 + "m";
        return Map.of("spark.driver.extraJavaOptions", machine, "spark.executor.extraJavaOptions", executor);
    }

    /** A number without a unit means MiB, as Spark reads this property. */
    static long mebibytes(String overhead) {
        Matcher parts = MEBIBYTES.matcher(overhead.strip().toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "spark.executor.memoryOverhead is '" + overhead + "', must be a size like 512m or 2g");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "k" -> number >> 10;
            case "g" -> number << 10;
            case "t" -> number << 20;
            default -> number;
        };
    }
}
