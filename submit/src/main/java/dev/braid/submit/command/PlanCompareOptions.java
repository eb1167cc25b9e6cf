package dev.braid.submit.command;

import dev.braid.submit.plan.ComparisonRun;
import dev.braid.submit.plan.PlanningFiles;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options of {@code braid plan --compare}. */
final class PlanCompareOptions {
    @Option(
            names = "--compare",
            description =
                    "Compare all planners on the models and machines of conf/planning/comparison.conf, and measure"
                            + " how the search grows.")
    private boolean compare;

    @Option(names = "--models", split = ",", paramLabel = "NAME", description = "With --compare: only these.")
    private List<String> models = List.of();

    @Option(names = "--machines", split = ",", paramLabel = "NAME", description = "With --compare: only these.")
    private List<String> machines = List.of();

    @Option(
            names = "--growth",
            defaultValue = "measure",
            paramLabel = "WHAT",
            description = "With --compare: measure or skip the growth of the search. Default: measure.")
    private ComparisonRun.GrowthOfSearch growth;

    boolean asked() {
        return compare;
    }

    void requireUnused() {
        if (!models.isEmpty() || !machines.isEmpty()) {
            throw new IllegalArgumentException(
                    "--models and --machines belong to --compare; add it, or name one with" + " --graph and --machine");
        }
    }

    void run(PlanningFiles files, List<Integer> devices, ComparisonRun.Files results, CommandLine command)
            throws IOException {
        ComparisonRun run = new ComparisonRun(System::nanoTime, line -> {
            command.getErr().println(line);
            command.getErr().flush();
        });
        run.run(files, new ComparisonRun.Choice(models, machines, devices, growth), results)
                .forEach(command.getOut()::println);
        command.getOut().flush();
    }
}
