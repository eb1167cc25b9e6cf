package dev.braid.submit.command;

import dev.braid.jobs.bench.LinkRun;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid bench link}: tensors between two JVMs. */
@Command(
        name = "link",
        header = "Times tensors between two JVMs through the pipeline's links, against plain Netty.",
        footer = {"%nExample:", "  braid bench link --bytes 4194304 --json link.json"})
final class BenchLinkCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--bytes",
            defaultValue = "4194304",
            paramLabel = "N",
            description = "Of a tensor. Default: 4194304.")
    private int bytes;

    @Option(names = "--count", defaultValue = "128", paramLabel = "N", description = "Tensors in a turn. Default: 128.")
    private int count;

    @Option(names = "--turns", defaultValue = "10", paramLabel = "N", description = "Of each. Default: 10.")
    private int turns;

    @Override
    public Integer call() throws IOException {
        LinkRun.Settings settings = new LinkRun.Settings(bytes, count, turns);
        options.report(() -> LinkRun.run(settings), spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
