package dev.braid.jobs.simulate.cost;

/**
 * The GPUs of one tensor-parallel group as one device: its work takes as long as the longer of its operations and its
 * bytes. Nanoseconds throughout.
 */
record Roofline(GpuSpec gpu, TensorParallel parallel, Efficiency efficiency) {
    private static final double NANOS = 1e9;

    double compute(double flops, double fraction) {
        return flops * NANOS / (gpu.bf16FlopsPerSecond() * parallel.degree() * fraction);
    }

    double memory(double bytes) {
        return bytes * NANOS / (gpu.bytesPerSecond() * parallel.degree() * efficiency.bandwidth());
    }

    double longer(double flops, double fraction, double bytes) {
        return Math.max(compute(flops, fraction), memory(bytes));
    }

    /**
     * Matrix products of {@code rows} rows in all with the same {@code weights} weights, in {@code passes} passes that
     * each read them.
     */
    double gemm(double weights, double rows, double passes, double fraction) {
        double countedRows = rows + passes * efficiency.halfRows();
        return longer(2 * weights * countedRows, fraction, passes * ModelShape.BYTES * weights);
    }

    /** {@code times} all-reduces of {@code bytes} bytes in all. */
    double allReduce(double times, double bytes) {
        if (parallel.degree() == 1) {
            return 0;
        }
        return times * gpu.collectiveNanos() + parallel.ringShare() * bytes * NANOS / gpu.linkBytesPerSecond();
    }
}
