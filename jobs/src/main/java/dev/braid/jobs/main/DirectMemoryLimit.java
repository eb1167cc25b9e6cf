package dev.braid.jobs.main;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** The limit on direct memory of this JVM. */
final class DirectMemoryLimit {
    private DirectMemoryLimit() {}

    /** What was given with -XX:MaxDirectMemorySize, else the largest heap, as HotSpot has it. */
    static long ofThisJvm() {
        HotSpotDiagnosticMXBean hotSpot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long given = Long.parseLong(hotSpot.getVMOption("MaxDirectMemorySize").getValue());
        return given > 0 ? given : Runtime.getRuntime().maxMemory();
    }
}
