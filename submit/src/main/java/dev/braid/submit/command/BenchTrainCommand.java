package dev.braid.submit.command;

import dev.braid.jobs.bench.TrainRun;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid bench train}: pipelines of a DL4J model against DL4J alone. */
@Command(
        name = "train",
        header = "Trains a DL4J model on two cores: alone, and as a pipeline of two workers by two planners.",
        footer = {
            "%nExample:",
            "  braid bench train --model 'zoo:candle-uno?branches=2&hidden=512' --batch 512 --json train.json"
        })
final class BenchTrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchOptions options;

    @Option(
            names = "--model",
            defaultValue = "zoo:candle-uno?branches=2&layers=4&hidden=512",
            paramLabel = "FILE|zoo:NAME",
            description = "Default: zoo:candle-uno?branches=2&layers=4&hidden=512.")
    private String model;

    @Option(names = "--batch", defaultValue = "512", paramLabel = "N", description = "Samples. Default: 512.")
    private int batch;

    @Option(names = "--warm-ups", defaultValue = "5", paramLabel = "N", description = "Default: 5.")
    private int warmUps;

    @Option(
            names = "--turns",
            defaultValue = "15",
            paramLabel = "N",
            description = "Mini-batches of each. Default: 15.")
    private int turns;

    @Override
    public Integer call() throws IOException {
        TrainRun.Settings settings = new TrainRun.Settings(model, batch, warmUps, turns);
        options.report(() -> TrainRun.run(settings), spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }
}
