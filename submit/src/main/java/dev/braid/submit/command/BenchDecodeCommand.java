package dev.braid.submit.command;

import dev.braid.jobs.bench.DecodeRun;
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

/** {@code braid bench decode}: inference through the engine. */
@Command(
        name = "decode",
        header = "Times prefill and decoding through the engine, batch size by batch size.",
        description = {
            "%nPrompts are drawn. Prefill is timed with requests for one token, decoding by the steps in which the whole",
            "batch decodes. Operations are those of the linears and of LoRA; attention is not counted.%n"
        },
        footer = {"%nExample:", "  braid bench decode --model models/braid-tiny --batch 1,8 --json decode.json"})
final class BenchDecodeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchModelOptions model;

    @Mixin
    private BenchOptions options;

    @Option(names = "--adapter", paramLabel = "DIR", description = "PEFT adapter folder that every request uses.")
    private Path adapter;

    @Option(
            names = "--batch",
            split = ",",
            defaultValue = "1,8,32",
            paramLabel = "N",
            description = "Sequences that decode together. Default: 1,8,32.")
    private List<Integer> batches;

    @Option(names = "--prompt", defaultValue = "64", paramLabel = "N", description = "Tokens. Default: 64.")
    private int prompt;

    @Option(
            names = "--tokens",
            defaultValue = "16",
            paramLabel = "N",
            description = "Decoding steps of a round. Default: 16.")
    private int tokens;

    @Override
    public Integer call() throws IOException {
        options.report(
                () -> model.with(used -> DecodeRun.run(new DecodeRun.Settings(
                        used,
                        Optional.ofNullable(adapter),
                        batches,
                        prompt,
                        tokens,
                        options.threads(),
                        options.budget()))),
                spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
