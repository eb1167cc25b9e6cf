package dev.braid.ops;

import dev.braid.ops.device.CpuStream;
import java.util.ArrayList;
import java.util.List;

/** How many threads a contract test runs an operation with, and on which kind of stream. */
public record Setting(int threads, CpuStream.Mode mode) {
    /** One, two and three threads, each on the immediate and on the deferred stream. */
    public static List<Setting> all() {
        List<Setting> all = new ArrayList<>();
        for (int threads = 1; threads <= 3; threads++) {
            for (CpuStream.Mode mode : CpuStream.Mode.values()) {
                all.add(new Setting(threads, mode));
            }
        }
        return all;
    }
}
