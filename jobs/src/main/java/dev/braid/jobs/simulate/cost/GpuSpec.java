package dev.braid.jobs.simulate.cost;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a GPU's data sheet promises. The latency of a collective is no data sheet's figure: 20 us is assumed over NVLink,
 * 30 us over PCIe.
 *
 * @param bf16FlopsPerSecond dense bf16 matrix products with f32 accumulation
 * @param bytesPerSecond bandwidth of its memory
 * @param memoryBytes size of its memory
 * @param linkBytesPerSecond bandwidth to its peers, in one direction
 * @param collectiveNanos latency of an all-reduce of few bytes
 */
public record GpuSpec(
        String name,
        double bf16FlopsPerSecond,
        double bytesPerSecond,
        double memoryBytes,
        double linkBytesPerSecond,
        double collectiveNanos) {
    public static final GpuSpec A100 = new GpuSpec("a100-80gb-sxm", 312e12, 2.039e12, 80e9, 300e9, 20_000);
    public static final GpuSpec H100 = new GpuSpec("h100-sxm", 989e12, 3.35e12, 80e9, 450e9, 20_000);
    public static final GpuSpec H200 = new GpuSpec("h200-sxm", 989e12, 4.8e12, 141e9, 450e9, 20_000);
    public static final GpuSpec L4 = new GpuSpec("l4", 121e12, 0.3e12, 24e9, 32e9, 30_000);

    private static final List<GpuSpec> KNOWN = List.of(A100, H100, H200, L4);

    public GpuSpec {
        Checks.positive("bf16FlopsPerSecond", bf16FlopsPerSecond);
        Checks.positive("bytesPerSecond", bytesPerSecond);
        Checks.positive("memoryBytes", memoryBytes);
        Checks.positive("linkBytesPerSecond", linkBytesPerSecond);
        Checks.notNegative("collectiveNanos", collectiveNanos);
    }

    public static GpuSpec byName(String name) {
        return KNOWN.stream()
                .filter(gpu -> gpu.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("gpu is '" + name + "', must be one of "
                        + KNOWN.stream().map(GpuSpec::name).collect(Collectors.joining(", "))));
    }
}
