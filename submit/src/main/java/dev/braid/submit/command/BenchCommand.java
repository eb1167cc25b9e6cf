package dev.braid.submit.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code braid bench}: the benchmarks, one subcommand each; without one it explains itself. */
@Command(
        name = "bench",
        header = "Measures this machine: kernels, decoding and finetuning, each beside the FMA peak.",
        description =
                "%nRuns without Spark, exchange apart. The best of several timings counts; so does the best FMA peak.%n",
        synopsisSubcommandLabel = "BENCHMARK",
        subcommands = {
            BenchGemmCommand.class,
            BenchDecodeCommand.class,
            BenchFinetuneCommand.class,
            BenchCoserveCommand.class,
            BenchPipelineCommand.class,
            BenchLinkCommand.class,
            BenchTrainCommand.class,
            BenchExchangeCommand.class
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
