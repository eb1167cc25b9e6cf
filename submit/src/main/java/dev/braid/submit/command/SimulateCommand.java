package dev.braid.submit.command;

import dev.braid.jobs.bench.PaperPreset;
import dev.braid.jobs.bench.Policies;
import dev.braid.jobs.bench.Simulation;
import dev.braid.jobs.bench.SimulationPlan;
import dev.braid.jobs.bench.SimulationTable;
import dev.braid.jobs.bench.Subject;
import dev.braid.jobs.bench.Workload;
import dev.braid.jobs.report.CoServingJson;
import dev.braid.jobs.report.CoServingPage;
import dev.braid.jobs.report.CoServingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid simulate}: policies of sharing GPUs that are not here between serving and finetuning, side by side. */
@Command(
        name = "simulate",
        header = "Plays loads on emulated GPUs in virtual time, and compares policies of co-serving.",
        description = {
            "%nScheduler and engine are the real ones; a device only takes the time of a cost model. All rates are those",
            "of the whole fleet.%n"
        },
        footer = {
            "%nExamples:",
            "  braid simulate --preset paper --out paper",
            "  braid simulate --model llama-3.1-8b --gpu h100-sxm --devices 2 --rates 5,10 --policies co-serving,spatial"
        })
final class SimulateCommand implements Callable<Integer> {
    /** Settings with a name. */
    enum Preset {
        /** That of FlexLLM's evaluation. */
        PAPER
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "paper: the three models, devices and targets of FlexLLM's evaluation.")
    private Preset preset;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private LoadOptions load;

    @Option(
            names = "--rates",
            split = ",",
            paramLabel = "R",
            description = "Requests per second over all devices, one load for each. Default: 4,8,12,16,20.")
    private List<Double> rates = new ArrayList<>();

    @Option(
            names = "--policies",
            split = ",",
            paramLabel = "P",
            description = {
                "co-serving, training-first, inference-only, finetuning-only, temporal-N, dynamic-temporal, spatial-PERCENT,",
                "separate-K (K devices serve; +peft where PyTorch trains on the others). Default: all of them."
            })
    private List<String> policies = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for coserving.html and coserving.json.")
    private Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "File for the rows as JSON.")
    private Path json;

    @Override
    public Integer call() throws IOException {
        CoServingReport report =
                Simulation.run(plan(), line -> spec.commandLine().getErr().println(line));
        if (json != null) {
            writeJson(report, json);
        }
        if (out != null) {
            Files.createDirectories(out);
            writeJson(report, out.resolve("coserving.json"));
            CoServingPage.write(report, out.resolve("coserving.html"));
        }
        spec.commandLine().getOut().print(SimulationTable.of(report));
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private static void writeJson(CoServingReport report, Path file) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        CoServingJson.write(report.rows(), file);
    }

    private SimulationPlan plan() throws IOException {
        List<Subject> subjects;
        if (preset == Preset.PAPER) {
            device.requireNoModel();
            subjects = PaperPreset.subjects(device.efficiency());
        } else {
            subjects = List.of(device.subject());
        }
        Workload workload = load.workload();
        List<Workload.Load> loads = loadRates().stream().map(workload::at).toList();
        int devices = device.devices();
        return new SimulationPlan(
                device.efficiencyWords() + "; " + workload.words(),
                subjects,
                loads,
                policies.isEmpty() ? Policies.all(devices) : policies,
                devices,
                load.seed());
    }

    private List<OptionalDouble> loadRates() {
        if (!rates.isEmpty() && load.rate().isPresent()) {
            throw new IllegalArgumentException("--rate and --rates are both given; drop one");
        }
        if (load.rate().isPresent() || (rates.isEmpty() && load.isRecorded())) {
            return List.of(load.rate());
        }
        return (rates.isEmpty() ? PaperPreset.RATES : rates)
                .stream().map(SimulateCommand::rate).toList();
    }

    private static OptionalDouble rate(double rate) {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("--rates has " + rate + ", must be above 0");
        }
        return OptionalDouble.of(rate);
    }
}
