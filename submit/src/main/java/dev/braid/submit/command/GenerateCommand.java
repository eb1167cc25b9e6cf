package dev.braid.submit.command;

import dev.braid.jobs.main.Generate;
import dev.braid.ops.sampling.SamplingParams;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid generate}: continues a prompt, without Spark and without a server. */
@Command(
        name = "generate",
        header = "Continues a prompt with a model, and prints prompt and continuation.",
        description = "%nThe start token is added, no chat template is applied, end tokens do not stop it.%n",
        footer = {
            "%nExample:",
            "  braid generate --model models/braid-tiny --prompt 'Tom has the red kite.' --max-tokens 20 --temperature 0"
        })
final class GenerateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Hugging Face model folder.")
    private Path model;

    @Option(names = "--adapter", paramLabel = "DIR", description = "PEFT adapter folder.")
    private Path adapter;

    @Option(names = "--prompt", defaultValue = "", paramLabel = "TEXT", description = "What to continue.")
    private String prompt;

    @Option(names = "--max-tokens", defaultValue = "64", paramLabel = "N", description = "New tokens. Default: 64.")
    private int maxTokens;

    @Option(names = "--temperature", defaultValue = "1", paramLabel = "T", description = "0 is greedy. Default: 1.")
    private float temperature;

    @Option(names = "--top-k", defaultValue = "0", paramLabel = "K", description = "0 keeps all. Default: 0.")
    private int topK;

    @Option(names = "--top-p", defaultValue = "1", paramLabel = "P", description = "Default: 1.")
    private float topP;

    @Option(names = "--min-p", defaultValue = "0", paramLabel = "P", description = "Default: 0.")
    private float minP;

    @Option(
            names = "--repetition-penalty",
            defaultValue = "1",
            paramLabel = "F",
            description = "Above 1 discourages tokens that were seen. Default: 1.")
    private float repetitionPenalty;

    @Option(names = "--seed", defaultValue = "0", paramLabel = "N", description = "Of the draws. Default: 0.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Default: all processors.")
    private Integer threads;

    @Override
    public Integer call() {
        SamplingParams sampling = new SamplingParams(temperature, topK, topP, minP, repetitionPenalty, seed, -1);
        int used = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        spec.commandLine()
                .getOut()
                .println(Generate.run(
                        new Generate.Request(model, Optional.ofNullable(adapter), prompt, maxTokens, sampling, used)));
        return CommandLine.ExitCode.OK;
    }
}
