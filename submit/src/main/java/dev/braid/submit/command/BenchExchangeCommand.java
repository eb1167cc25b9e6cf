package dev.braid.submit.command;

import dev.braid.jobs.bench.BenchJson;
import dev.braid.jobs.bench.BenchReport;
import dev.braid.jobs.bench.BenchText;
import dev.braid.jobs.main.exchange.ExchangeBench;
import dev.braid.jobs.report.ExchangePage;
import dev.braid.jobs.report.ExchangePoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid bench exchange}: gradients through the driver and among executors. */
@Command(
        name = "exchange",
        header = "Times an optimizer step's exchange of gradients on local clusters, through the driver and shuffled.",
        footer = {
            "%nExample:",
            "  braid bench exchange --executors 1,2,4,8 --megabytes 1,20 --json exchange.json --html exchange.html"
        })
final class BenchExchangeCommand implements Callable<Integer>, SparkCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SparkOptions spark;

    @Option(
            names = "--executors",
            defaultValue = "1,2,4",
            split = ",",
            paramLabel = "N",
            description = "Default: 1,2,4.")
    private List<Integer> executors;

    @Option(
            names = "--megabytes",
            defaultValue = "1,20",
            split = ",",
            paramLabel = "MB",
            description = "Of gradient. Default: 1,20.")
    private List<Integer> megabytes;

    @Option(
            names = "--steps",
            defaultValue = "5",
            paramLabel = "N",
            description = "Of each; the first warms up. Default: 5.")
    private int steps;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to a file too.")
    private Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with the figures as charts.")
    private Path html;

    @Override
    public SparkOptions sparkOptions() {
        return spark;
    }

    @Override
    public Integer call() throws IOException {
        List<ExchangePoint> points = ExchangeBench.measure(new ExchangeBench.Settings(executors, megabytes, steps));
        BenchReport report = ExchangeBench.report(points);
        BenchText.lines(report).forEach(spec.commandLine().getOut()::println);
        if (json != null) {
            BenchJson.write(report, json);
        }
        if (html != null) {
            Files.writeString(html, ExchangePage.render(points));
        }
        return CommandLine.ExitCode.OK;
    }
}
