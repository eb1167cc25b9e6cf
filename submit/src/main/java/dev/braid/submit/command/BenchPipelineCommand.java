package dev.braid.submit.command;

import dev.braid.gpp.compare.PlannerKind;
import dev.braid.gpp.zoo.Zoo;
import dev.braid.jobs.bench.EmulationRun;
import dev.braid.submit.plan.PlanningFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid bench pipeline}: the runtime against the simulator. */
@Command(
        name = "pipeline",
        header = "Runs plans on the pipeline's real runtime with emulated devices, against the simulator.",
        description = "%nWorkers are threads over real links; actions take the planned time, made longer.%n",
        footer = {"%nExample:", "  braid bench pipeline --model zoo:mmt --devices 4,8,16,32 --json pipeline.json"})
final class BenchPipelineCommand implements Callable<Integer> {
    /** So long that waking a worker up, which is not dilated, counts little. */
    private static final double MINI_BATCH_SECONDS = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchOptions options;

    @Option(names = "--model", defaultValue = "zoo:mmt", paramLabel = "zoo:NAME", description = "Default: zoo:mmt.")
    private String model;

    @Option(
            names = "--machine",
            defaultValue = "v100-summit",
            paramLabel = "NAME",
            description = "One of conf/planning, or a file. Default: v100-summit.")
    private String machine;

    @Option(names = "--planning", paramLabel = "DIR", description = "Folder with machines.")
    private Path planning;

    @Option(
            names = "--devices",
            split = ",",
            defaultValue = "4,8,16,32",
            paramLabel = "N",
            description = "Default: 4,8,16,32.")
    private List<Integer> devices;

    @Option(
            names = "--planners",
            split = ",",
            defaultValue = "graph,sequential",
            paramLabel = "NAME",
            description = "Default: graph,sequential.")
    private List<String> planners;

    @Option(
            names = "--samples-per-device",
            defaultValue = "16",
            paramLabel = "N",
            description = "Of a mini-batch. Default: 16.")
    private int samples;

    @Option(names = "--mini-batches", defaultValue = "3", paramLabel = "N", description = "Default: 3.")
    private int miniBatches;

    @Override
    public Integer call() throws IOException {
        EmulationRun.Settings settings = new EmulationRun.Settings(
                model,
                Zoo.graph(model),
                PlanningFiles.of(Optional.ofNullable(planning), System.getenv()).machine(machine),
                devices,
                planners.stream().map(PlannerKind::of).toList(),
                samples,
                options.budget(MINI_BATCH_SECONDS).toNanos() * 1e-9,
                miniBatches);
        options.report(
                () -> EmulationRun.run(
                        settings, line -> spec.commandLine().getErr().println(line)),
                spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
