package dev.braid.jobs.bench;

import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.simulate.GpuGroup;
import dev.braid.jobs.simulate.cost.Efficiency;
import dev.braid.jobs.simulate.cost.GpuSpec;
import dev.braid.jobs.simulate.cost.LoraShape;
import dev.braid.jobs.simulate.cost.ModelShape;
import dev.braid.jobs.simulate.cost.TensorParallel;
import java.util.List;

/** The setting of FlexLLM's evaluation (arXiv 2402.18789): three models on four pipelines of A100s each. */
public final class PaperPreset {
    public static final int PIPELINES = 4;
    /** Requests per second over all pipelines. */
    public static final List<Double> RATES = List.of(4.0, 8.0, 12.0, 16.0, 20.0);

    private static final double TTFT_MILLIS = 5000;

    private PaperPreset() {}

    /** @param efficiency what the engine's kernels reach */
    public static List<Subject> subjects(Efficiency efficiency) {
        return List.of(
                subject(ModelShape.LLAMA_8B, 1, 45, efficiency),
                subject(ModelShape.QWEN_14B, 2, 75, efficiency),
                subject(ModelShape.QWEN_32B, 4, 75, efficiency));
    }

    private static Subject subject(ModelShape model, int degree, double tpotMillis, Efficiency efficiency) {
        LoraShape lora = new LoraShape(16, LoraShape.Targets.DOWN_PROJECTION);
        GpuGroup group = new GpuGroup(GpuSpec.A100, new TensorParallel(degree), model, lora);
        return Subject.roofline(group, efficiency, Slo.ofMillis(tpotMillis, TTFT_MILLIS));
    }
}
