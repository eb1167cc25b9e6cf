package dev.braid.submit.command;

import dev.braid.jobs.bench.CoserveRun;
import dev.braid.jobs.bench.CoserveSettings;
import dev.braid.jobs.report.CoServingJson;
import dev.braid.jobs.report.CoServingPage;
import dev.braid.jobs.report.CoServingReport;
import dev.braid.jobs.report.CoServingRow;
import dev.braid.jobs.trace.Lengths;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid bench coserve}: the policies of sharing a device, measured on this machine. */
@Command(
        name = "coserve",
        header = "Compares policies of sharing this machine between requests and finetuning, with a real model.",
        description = {
            "%nTargets are 3 times the time per token and 10 times the first token's time of a request alone; loads are",
            "shares of the most requests that are served with 99%% within them. All of it is measured first. Takes",
            "about policies x loads x (seconds + 10) seconds, on a machine that does nothing else.%n"
        },
        footer = {"%nExample:", "  braid bench coserve --loads 0.25,0.5 --seconds 60 --out coserve --json coserve.json"
        })
final class BenchCoserveCommand implements Callable<Integer> {
    private static final String SHAPE = "6x896x4864";
    private static final double SIGMA = 0.6;
    private static final int LONGEST = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchModelOptions model;

    @Option(names = "--threads", paramLabel = "N", description = "Default: all processors.")
    private Integer threads;

    @Option(
            names = "--policies",
            split = ",",
            paramLabel = "NAME",
            defaultValue =
                    "co-serving,training-first,inference-only,finetuning-only,temporal-8,temporal-32,temporal-128,"
                            + "dynamic-temporal,spatial,separate-1,separate-2,separate-3",
            description = "Default: ${DEFAULT-VALUE}; separate-K is K of 4 devices.")
    private List<String> policies;

    @Option(
            names = "--loads",
            split = ",",
            defaultValue = "0.25,0.5,0.8",
            paramLabel = "SHARE",
            description = "Of the serving capacity. Default: ${DEFAULT-VALUE}.")
    private List<Double> loads;

    @Option(
            names = "--seconds",
            defaultValue = "40",
            paramLabel = "S",
            description = "Of each run. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--prompt-mean", defaultValue = "96", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private double promptMean;

    @Option(names = "--output-mean", defaultValue = "48", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private double outputMean;

    @Option(
            names = "--length",
            defaultValue = "256",
            paramLabel = "N",
            description = "Tokens of a training sequence. Default: ${DEFAULT-VALUE}.")
    private int length;

    @Option(names = "--rank", defaultValue = "16", paramLabel = "R", description = "Default: ${DEFAULT-VALUE}.")
    private int rank;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Of all that is drawn. Default: 1.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the rows to a file.")
    private Path json;

    @Option(names = "--out", paramLabel = "DIR", description = "Write report.html and report.json into a folder.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        CoServingReport report = model.orShape(SHAPE)
                .with(used -> CoserveRun.run(
                        new CoserveSettings(
                                used,
                                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                                policies,
                                loads,
                                seconds,
                                lengths(promptMean),
                                lengths(outputMean),
                                new Lengths(length, 0, length),
                                rank,
                                seed),
                        line -> {
                            err.println(line);
                            err.flush();
                        }));
        print(report);
        if (json != null) {
            CoServingJson.write(report.rows(), json);
        }
        if (out != null) {
            Files.createDirectories(out);
            CoServingJson.write(report.rows(), out.resolve("report.json"));
            CoServingPage.write(report, out.resolve("report.html"));
        }
        return CommandLine.ExitCode.OK;
    }

    private static Lengths lengths(double mean) {
        return new Lengths(mean, SIGMA, (int) Math.ceil(LONGEST * mean));
    }

    private void print(CoServingReport report) {
        PrintWriter to = spec.commandLine().getOut();
        to.println(report.setting());
        to.printf(
                "%-18s %5s %8s %10s %14s %14s %10s %10s %14s %14s%n",
                "policy",
                "load",
                "req/s",
                "attainment",
                "finetune tok/s",
                "output tok/s",
                "TPOT p99",
                "TTFT p99",
                "time slicing",
                "roofline");
        for (CoServingRow row : report.rows()) {
            to.printf(
                    Locale.ROOT,
                    "%-18s %5s %8.2f %9.1f%% %14.0f %14.0f %7.1f ms %7.0f ms %14.0f %14.0f%n",
                    row.policy(),
                    row.load(),
                    row.requestsPerSecond(),
                    100 * row.attainment(),
                    row.finetuneTokensPerSecond(),
                    row.inferenceTokensPerSecond(),
                    row.tpotMillis().p99(),
                    row.ttftMillis().p99(),
                    row.idealTimeSlicing(),
                    row.idealRoofline());
        }
        to.flush();
    }
}
