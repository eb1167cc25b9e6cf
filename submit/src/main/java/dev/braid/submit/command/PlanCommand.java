package dev.braid.submit.command;

import dev.braid.gpp.compare.Machine;
import dev.braid.gpp.compare.PlannerKind;
import dev.braid.gpp.simulate.Schedule;
import dev.braid.submit.plan.ComparisonRun;
import dev.braid.submit.plan.GraphSource;
import dev.braid.submit.plan.PlanRequest;
import dev.braid.submit.plan.PlanRun;
import dev.braid.submit.plan.PlanningFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid plan}: cuts a model's graph into a graph of pipeline stages, by our planner or a rival's. */
@Command(
        name = "plan",
        header = "Plans a pipeline: a model's graph and devices in, a graph of stages out.",
        description = {
            "%nA graph is a file (Braid's JSON, Piper's JSON, PipeDream's graph.txt, or DL4J's JSON or zip, told apart by content)",
            "or a model of the zoo. Options go before the machine, the machine before the file. Sizes and rates need a unit. Exit code 1",
            "also means that nothing fits; the JSON then has \"feasible\": false and the reason.%n"
        },
        footer = {
            "%nExamples:",
            "  braid plan --graph zoo:candle-uno?branches=16 --machine v100-summit --devices 32 --batch 32768 --out uno",
            "  braid plan --graph model.json --devices 8 --memory 8GiB --bandwidth 25GiB/s --batch 480 --planner piper",
            "  braid plan --compare --models mmt,candle-uno --machines v100-summit --devices 8,32 --json compare.json"
        })
final class PlanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--graph", paramLabel = "FILE|zoo:MODEL", description = "The model, such as zoo:mmt?branches=4.")
    private String graph;

    @Option(
            names = "--input",
            paramLabel = "NAME=TYPE",
            description = "Type of an input of a DL4J model, such as in=recurrent:1024x256, where no layer tells it.")
    private Map<String, String> inputs = Map.of();

    @Option(
            names = "--measure",
            paramLabel = "N",
            description = "Measure a DL4J model on this machine with micro-batches of N and 2N; its costs are counted"
                    + " otherwise.")
    private Integer measured;

    @Option(names = "--devices", split = ",", paramLabel = "N", description = "How many; a list with --compare.")
    private List<Integer> devices = List.of();

    @Mixin
    private PlanDeviceOptions device;

    @Option(names = "--machine", paramLabel = "NAME", description = "Of a file in conf/planning, such as v100-summit.")
    private String machine;

    @Option(names = "--planning", paramLabel = "DIR", description = "Folder of machines. Default: conf/planning.")
    private Path planning;

    @Option(
            names = "--planner",
            defaultValue = "graph",
            paramLabel = "NAME",
            description = "graph, pipedream, 2bw, piper, sequential or data-parallel. Default: graph.")
    private String planner;

    @Option(
            names = "--costs",
            paramLabel = "WHOSE",
            description =
                    "original: a rival's own formulas on its own format, the default there; shared: those that all"
                            + " planners are judged by.")
    private PlanRun.Costs costs;

    @Option(
            names = "--schedule",
            defaultValue = "whole",
            paramLabel = "NAME",
            description = "whole: one backward; split: that of weights fills bubbles. Default: whole.")
    private PlanRun.Backward backward;

    @Option(
            names = "--against",
            split = ",",
            paramLabel = "NAME",
            description = "Rivals on the page. Default: all of them.")
    private List<String> against;

    @Option(names = "--json", paramLabel = "FILE", description = "File for the plan as JSON.")
    private Path json;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Folder for plan.html, which shows the plan beside the rivals' under the shared costs, and for a"
                            + " JSON file of each.")
    private Path out;

    @Mixin
    private PlanCompareOptions compare;

    @Override
    public Integer call() throws IOException {
        if (compare.asked()) {
            compare.run(
                    files(),
                    devices,
                    new ComparisonRun.Files(Optional.ofNullable(json), Optional.ofNullable(out)),
                    spec.commandLine());
            return CommandLine.ExitCode.OK;
        }
        compare.requireUnused();
        PlanRun run =
                new PlanRun(System::nanoTime, schedule(), spec.commandLine().getErr()::println);
        PlannerKind kind = PlannerKind.of(planner);
        List<PlannerKind> rivals = against == null
                ? PlannerKind.rivals()
                : against.stream().map(PlannerKind::of).toList();
        PlanRequest request = request();
        PlanRun.Answer answer = run.plan(request, kind, Optional.ofNullable(costs));
        if (json != null) {
            PlanRun.write(answer.json(), json);
        }
        answer.lines().forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        if (answer.reason().isPresent()) {
            throw new IllegalArgumentException("no plan: " + answer.reason().get());
        }
        if (out != null) {
            run.page(request, kind, rivals, out);
        }
        return CommandLine.ExitCode.OK;
    }

    private Schedule schedule() {
        return backward.schedule();
    }

    private PlanRequest request() {
        if (graph == null) {
            throw new IllegalArgumentException("--graph is missing; name a graph file or a model of the zoo");
        }
        if (devices.size() > 1) {
            throw new IllegalArgumentException("--devices is a list, but only --compare takes one; give one number");
        }
        Optional<Machine> known = Optional.ofNullable(machine).map(files()::machine);
        return new PlanRequest(
                GraphSource.read(graph, inputs, Optional.ofNullable(measured), System::nanoTime),
                known,
                device.overrides(devices.stream().findFirst()));
    }

    private PlanningFiles files() {
        return PlanningFiles.of(Optional.ofNullable(planning), System.getenv());
    }
}
