package dev.braid.submit.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.braid.ops.memory.Lanes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Examines this machine. */
public final class Doctor {
    private static final String SPARK = "4.2.0";

    private Doctor() {}

    /** All findings, in the order in which one would want to repair them. */
    public static List<Check> examine() {
        List<Check> checks = new ArrayList<>(Platform.current().checks());
        checks.add(vectors());
        checks.add(memory());
        checks.add(spark(org.apache.spark.package$.MODULE$.SPARK_VERSION()));
        checks.add(Check.ok("device", "cpu, " + Runtime.getRuntime().availableProcessors() + " processors"));
        checks.add(cuda());
        checks.add(port());
        return checks;
    }

    private static Check vectors() {
        try {
            String finding = Lanes.COUNT + " floats per vector" + (hasAvx512() ? ", AVX-512" : ", no AVX-512");
            return Lanes.COUNT >= 8
                    ? Check.ok("vectors", finding)
                    : Check.note("vectors", finding + "; fewer than 8 make kernels slow");
        } catch (LinkageError e) {
            return Check.notOk(
                    "vectors", "the module jdk.incubator.vector is missing; start with bin/braid or spark-submit");
        }
    }

    private static boolean hasAvx512() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.anyMatch(line -> line.startsWith("flags") && line.contains(" avx512f"));
        } catch (IOException e) {
            return false;
        }
    }

    private static Check memory() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long total = system.getTotalMemorySize() >> 20;
        String finding = total + " MiB, " + (system.getFreeMemorySize() >> 20) + " MiB of it unused";
        return total >= 4096
                ? Check.ok("memory", finding)
                : Check.note("memory", finding + "; two executors want 4096 MiB");
    }

    static Check spark(String version) {
        return version.equals(SPARK)
                ? Check.ok("spark", version)
                : Check.notOk("spark", version + " is not supported, must be " + SPARK);
    }

    private static Check cuda() {
        return Files.exists(Path.of("/proc/driver/nvidia/version"))
                ? Check.note(
                        "device", "cuda: an NVIDIA driver is present, but this version of Braid has no CUDA device")
                : Check.note("device", "cuda: not available, no NVIDIA driver is loaded");
    }

    private static Check port() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Check.ok("port", "free ports on loopback, " + socket.getLocalPort() + " for one");
        } catch (IOException e) {
            return Check.notOk("port", "no port can be opened on loopback: " + e.getMessage());
        }
    }
}
