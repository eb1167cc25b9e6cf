package dev.braid.submit.command;

import dev.braid.jobs.bench.PaperPreset;
import dev.braid.jobs.bench.Subject;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.simulate.GpuGroup;
import dev.braid.jobs.simulate.cost.Efficiency;
import dev.braid.jobs.simulate.cost.GpuSpec;
import dev.braid.jobs.simulate.cost.LoraShape;
import dev.braid.jobs.simulate.cost.MeasuredCostJson;
import dev.braid.jobs.simulate.cost.ModelShape;
import dev.braid.jobs.simulate.cost.TensorParallel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options that say which model runs on which emulated devices (a picocli mixin). */
final class DeviceOptions {
    /** Whose runtime the devices are driven by. */
    enum Runtime {
        /** FlexLLM's, fitted to its published step latencies. */
        FLEXLLM,
        /** Well-kept library kernels behind a lean host. */
        LIBRARIES
    }

    @Option(names = "--model", paramLabel = "NAME", description = "Shape of the model, such as llama-3.1-8b.")
    private String model;

    @Option(names = "--gpu", paramLabel = "NAME", description = "Data sheet. Default: a100-80gb-sxm.")
    private String gpu;

    @Option(names = "--tensor-parallel", paramLabel = "N", description = "GPUs of a device. Default: 1.")
    private Integer degree;

    @Option(names = "--devices", paramLabel = "N", description = "Copies of the model. Default: 4.")
    private int devices = PaperPreset.PIPELINES;

    @Option(names = "--tpot-ms", paramLabel = "MS", description = "Target, time per output token. Default: 75.")
    private Double tpot;

    @Option(names = "--ttft-ms", paramLabel = "MS", description = "Target, time to first token. Default: 5000.")
    private Double ttft;

    @Option(
            names = "--efficiency",
            defaultValue = "LIBRARIES",
            paramLabel = "RUNTIME",
            description = "What of a GPU's peak is reached: libraries or flexllm. Default: libraries.")
    private Runtime runtime;

    @Option(
            names = "--costs",
            paramLabel = "FILE",
            description = "Table of measured step times (JSON), in place of data sheet and efficiency.")
    private Path costs;

    int devices() {
        return devices;
    }

    /** What A100s reach. */
    Efficiency efficiency() {
        return efficiency(GpuSpec.A100);
    }

    private Efficiency efficiency(GpuSpec spec) {
        return runtime == Runtime.FLEXLLM ? Efficiency.FLEXLLM : Efficiency.libraries(spec);
    }

    String efficiencyWords() {
        return costs == null
                ? "Efficiency of " + runtime.name().toLowerCase(Locale.ROOT)
                : "Step times from " + costs.getFileName();
    }

    /** Refuses options that a preset has an answer to. */
    void requireNoModel() {
        refuse("--model", model);
        refuse("--gpu", gpu);
        refuse("--tensor-parallel", degree);
        refuse("--tpot-ms", tpot);
        refuse("--ttft-ms", ttft);
        refuse("--costs", costs);
    }

    private static void refuse(String option, Object value) {
        if (value != null) {
            throw new IllegalArgumentException(
                    option + " is " + value + ", but the preset sets it; leave one of them out");
        }
    }

    Subject subject() throws IOException {
        if (model == null) {
            throw new IllegalArgumentException("--model is missing; give it, or --preset paper");
        }
        GpuSpec spec = gpu == null ? GpuSpec.A100 : GpuSpec.byName(gpu);
        GpuGroup group = new GpuGroup(
                spec,
                new TensorParallel(degree == null ? 1 : degree),
                ModelShape.byName(model),
                new LoraShape(16, LoraShape.Targets.DOWN_PROJECTION));
        Slo slo = Slo.ofMillis(tpot == null ? 75 : tpot, ttft == null ? 5000 : ttft);
        if (costs != null && !Files.isRegularFile(costs)) {
            throw new IOException("--costs is " + costs + ", which is not a file; give a table of measured step times");
        }
        return costs == null
                ? Subject.roofline(group, efficiency(spec), slo)
                : Subject.measured(group, MeasuredCostJson.read(costs), slo);
    }
}
