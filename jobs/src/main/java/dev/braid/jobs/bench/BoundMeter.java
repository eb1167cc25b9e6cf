package dev.braid.jobs.bench;

import dev.braid.jobs.simulate.cost.InferenceDemand;
import dev.braid.jobs.trace.Trace;
import dev.braid.model.files.ModelConfig;
import dev.braid.ops.cost.GemmBench;
import dev.braid.ops.cost.MemoryRate;
import dev.braid.ops.device.CpuDevice;
import java.time.Duration;
import java.util.List;

/**
 * What inference would cost this machine if its matrix products ran at the rate of a batch of 256 rows and its keys and
 * values were read at the memory's bandwidth, both measured.
 *
 * @param nanosPerRow of a token's linears
 * @param nanosPerSampledRow of a token's logits
 * @param nanosPerKey of a decode row's attention to one key
 */
record BoundMeter(double nanosPerRow, double nanosPerSampledRow, double nanosPerKey) {
    private static final Duration BUDGET = Duration.ofSeconds(1);
    private static final int ROWS = 256;

    static BoundMeter measure(ModelConfig config, ProductCount products, int threads) {
        try (CpuDevice device = new CpuDevice(threads)) {
            GemmBench.Shape shape = new GemmBench.Shape(ROWS, config.hidden(), config.intermediate());
            double gflops = GemmBench.run(device, List.of(shape), BUDGET).results().stream()
                    .filter(result -> result.product() == GemmBench.Product.FORWARD)
                    .findFirst()
                    .orElseThrow()
                    .gflops();
            double keyBytes = 2.0
                    * config.layers()
                    * config.attention().kvHeads()
                    * config.attention().headDim()
                    * Float.BYTES;
            return new BoundMeter(
                    products.forward() / gflops,
                    products.logits() / gflops,
                    keyBytes * 1e9 / MemoryRate.measure(device, BUDGET));
        }
    }

    /** The share of time that a trace's requests would take. */
    double share(Trace trace) {
        InferenceDemand demand = InferenceDemand.of(trace);
        return (demand.rows() * nanosPerRow
                        + demand.sampledRows() * nanosPerSampledRow
                        + demand.decodeKeys() * nanosPerKey)
                * 1e-9;
    }
}
