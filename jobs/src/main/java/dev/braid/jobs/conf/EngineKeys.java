package dev.braid.jobs.conf;

import java.util.List;
import java.util.Optional;

/** Keys of the engine, the one loop that owns an executor's device. */
public final class EngineKeys {
    /** Which kernels may be used. */
    public enum Numerics {
        /** Those that keep one order of summation: results do not depend on batch, windows or threads. */
        EXACT,
        /** Library kernels too. */
        FAST
    }

    public static final ConfKey<String> DEVICE = ConfKey.of(
            "engine.device",
            ValueTypes.TEXT,
            "cpu",
            new Bound<>(
                    "cpu, cuda, cuda:N or emulated:GPU/MODEL/TPN",
                    device -> device.matches("cpu|cuda(:\\d{1,3})?|emulated:[^/\\s]+/[^/\\s]+/\\d{1,3}")),
            "`cpu`; `cuda` takes the GPU that Spark assigned; `cuda:N` a certain one; `emulated:GPU/MODEL/TPN`, such as "
                    + "`emulated:a100-80gb-sxm/llama-3.1-8b/1`, computes nothing and takes the time of N such GPUs");
    public static final ConfKey<Optional<Integer>> THREADS = ConfKey.optional(
            "engine.threads",
            ValueTypes.INTEGER,
            Bound.between(1, 1024),
            "threads of the CPU device; `none` takes the executor's cores");
    public static final ConfKey<Numerics> NUMERICS = ConfKey.of(
            "engine.numerics", ValueTypes.oneOf(Numerics.class), Numerics.EXACT, "which kernels may be used");

    static final KeyGroup GROUP = new KeyGroup(
            "The engine",
            "The loop in every executor that runs requests and training on one device.",
            List.of(DEVICE, THREADS, NUMERICS));

    private EngineKeys() {}
}
