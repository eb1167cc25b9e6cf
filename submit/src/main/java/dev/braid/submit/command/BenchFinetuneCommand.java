package dev.braid.submit.command;

import dev.braid.jobs.bench.FinetuneRun;
import dev.braid.model.files.TargetModules;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid bench finetune}: training through the engine. */
@Command(
        name = "finetune",
        header = "Times forward alone, and forward with backward, of LoRA finetuning through the engine.",
        description = {
            "%nSequences are drawn. The optimizer's update, which a job's driver makes, is not in it. Operations are those",
            "of the linears and of LoRA that run; attention is not counted.%n"
        },
        footer = {"%nExample:", "  braid bench finetune --rank 8 --targets q_proj,v_proj --json finetune.json"})
final class BenchFinetuneCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchModelOptions model;

    @Mixin
    private BenchOptions options;

    @Option(names = "--rank", defaultValue = "16", paramLabel = "R", description = "Of the adapter. Default: 16.")
    private int rank;

    @Option(
            names = "--targets",
            split = ",",
            paramLabel = "NAME",
            description = "Linears with a bypass, such as q_proj,v_proj. Default: all seven.")
    private List<String> targets;

    @Option(
            names = "--length",
            defaultValue = "512",
            paramLabel = "N",
            description = "Tokens of a sequence. Default: 512.")
    private int length;

    @Option(
            names = "--sequences",
            defaultValue = "1",
            paramLabel = "N",
            description = "Sequences of a round. Default: 1.")
    private int sequences;

    @Override
    public Integer call() throws IOException {
        TargetModules modules =
                targets == null ? TargetModules.all() : new TargetModules.Suffixes(new TreeSet<>(targets));
        options.report(
                () -> model.with(used -> FinetuneRun.run(new FinetuneRun.Settings(
                        used, rank, modules, length, sequences, options.threads(), options.budget()))),
                spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
