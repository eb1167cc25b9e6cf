package dev.braid.jobs.simulate.cost;

/**
 * What of a GPU's peak a runtime reaches.
 *
 * @param gemm fraction of peak operations that forward matrix products of many rows reach
 * @param backwardGemm the same of input gradients, recomputation included
 * @param halfRows rows at which a matrix product reaches half of that: at m rows it reaches m / (m + halfRows) of it
 * @param bandwidth fraction of the memory's bandwidth
 * @param attention fraction of peak operations that attention over many rows reaches
 */
public record Efficiency(
        double gemm, double backwardGemm, double halfRows, double bandwidth, double attention, Overheads overheads) {
    /**
     * FlexLLM's runtime on A100: fitted to its published step latencies of Llama-3.1-70B over four GPUs with 8 decode
     * rows (46.5 ms alone; about 53 + 5.2 L ms with the backward of 1024 tokens through L layers; about 59 + 0.28 s ms
     * with s forward tokens), which it meets within 4%. Attention's fraction and the bandwidth's are assumed: these
     * latencies hardly depend on them.
     */
    public static final Efficiency FLEXLLM =
            new Efficiency(0.42, 0.32, 64, 0.85, 0.30, new Overheads(1e6, 0.28e6, 0.15e6, 6e6, 0.2e6));

    /**
     * Library kernels on Hopper behind a lean host: 790 of 989 TFLOP/s and 4.3 of 4.8 TB/s as measured on H200. The rest
     * is assumed: attention at half of peak, 20 launches of 1 us for each layer, forward or backward.
     */
    public static final Efficiency HOPPER_LIBRARIES =
            new Efficiency(0.80, 0.80, 64, 0.90, 0.50, new Overheads(0.2e6, 0.02e6, 0, 0, 0.02e6));

    /**
     * Well-kept library kernels on A100 behind a lean host. cuBLAS reaches 80% to 90% of the bf16 peak on large products,
     * of which the lower end is taken, forward and backward alike; with 64 rows to half of that, 256 rows reach 64% of
     * peak, about what a product of so many rows reaches that reads all its weights. Attention at half of peak is what
     * fused kernels reach at these lengths; 85% is what streaming kernels get of the memory's bandwidth. Host and launches:
     * 0.5 ms for each step, 20 us for each layer and for each backward window.
     */
    public static final Efficiency A100_LIBRARIES =
            new Efficiency(0.80, 0.80, 64, 0.85, 0.5, new Overheads(0.5e6, 0.02e6, 0, 0, 0.02e6));

    /**
     * PyTorch with PEFT, the finetuning side of separate clusters: 62% of the device's peak over a whole step, as
     * measured on a CPU with a model of 1.1B in bf16. That a GPU reaches the same is assumed.
     */
    public static final Efficiency PYTORCH_PEFT = new Efficiency(0.62, 0.62, 0, 0.85, 0.62, Overheads.NONE);

    /** What library kernels reach on this GPU; of one that nobody has measured, what they reach on A100. */
    public static Efficiency libraries(GpuSpec gpu) {
        return gpu.equals(GpuSpec.H100) || gpu.equals(GpuSpec.H200) ? HOPPER_LIBRARIES : A100_LIBRARIES;
    }

    public Efficiency {
        Checks.fraction("gemm", gemm);
        Checks.fraction("backwardGemm", backwardGemm);
        Checks.notNegative("halfRows", halfRows);
        Checks.fraction("bandwidth", bandwidth);
        Checks.fraction("attention", attention);
    }
}
