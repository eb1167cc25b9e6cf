package dev.braid.submit.command;

import dev.braid.jobs.bench.GemmRun;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid bench gemm}: matrix products alone. */
@Command(
        name = "gemm",
        header = "Times the three products of a linear layer: forward, input gradient, weight gradient.",
        footer = {"%nExample:", "  braid bench gemm --rows 64 --shapes 2048x2048 --json gemm.json"})
final class BenchGemmCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--rows",
            split = ",",
            defaultValue = "64,256",
            paramLabel = "N",
            description = "Tokens in a batch. Default: 64,256.")
    private List<Integer> rows;

    @Option(
            names = "--shapes",
            split = ",",
            defaultValue = "896x4864,4864x896,2048x2048,2048x5632",
            paramLabel = "OUTxIN",
            description = "Weights. Default: 896x4864,4864x896,2048x2048,2048x5632.")
    private List<String> shapes;

    @Override
    public Integer call() throws IOException {
        List<GemmRun.Weight> weights = shapes.stream()
                .map(shape -> Sizes.parse("--shapes", shape, 2, "OUTxIN"))
                .map(sizes -> new GemmRun.Weight(sizes.get(0), sizes.get(1)))
                .toList();
        GemmRun.Settings settings = new GemmRun.Settings(rows, weights, options.threads(), options.budget());
        options.report(() -> GemmRun.run(settings), spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
