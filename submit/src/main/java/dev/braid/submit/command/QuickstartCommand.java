package dev.braid.submit.command;

import dev.braid.jobs.conf.DataKeys;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.main.BraidApplication;
import dev.braid.jobs.main.Quickstart;
import dev.braid.jobs.report.Percentiles;
import dev.braid.jobs.report.RunReport;
import dev.braid.jobs.spark.JobMode;
import dev.braid.submit.launch.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid quickstart}: finetunes the bundled model on two executors that serve it meanwhile, and reports. */
@Command(
        name = "quickstart",
        header = "Shows everything at once, on this machine, in minutes.",
        description = {
            "%nStarts two executors, asks the bundled model 150 held-out questions, finetunes it on both while streaming",
            "requests keep coming through the gateway, asks again, and writes a PEFT adapter, report.html and",
            "report.json.%n"
        },
        footer = {"%nExample:", "  braid quickstart --out my-first-run"})
final class QuickstartCommand implements Callable<Integer>, SparkCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SparkOptions spark;

    @Option(names = "--out", paramLabel = "DIR", description = "Results. Default: quickstart-out-DATE-TIME.")
    private Path out;

    @Override
    public SparkOptions sparkOptions() {
        return spark.orElse(home().root().resolve("conf").resolve("quickstart.conf"));
    }

    private static Home home() {
        return Home.fromEnvironment(System.getenv());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path folder = out == null
                ? Path.of(
                        "quickstart-out-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")))
                : out;
        if (Files.exists(folder.resolve("checkpoints"))) {
            throw new IllegalArgumentException(
                    "--out is " + folder + ", which holds an earlier run; name a new folder or remove it");
        }
        Path data = home().root().resolve("data").resolve("finetune");
        SparkConf conf = new SparkConf();
        conf.set(
                JobKeys.MODEL.name(),
                home().root().resolve("models").resolve("braid-tiny").toString());
        conf.set(DataKeys.TRAIN.name(), data.resolve("train.jsonl").toString());
        conf.set(JobKeys.OUT.name(), folder.toAbsolutePath().toString());
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            ProgressLines progress = new ProgressLines(spec.commandLine().getErr());
            RunReport report = new Quickstart(application, data.resolve("heldout.jsonl"), progress).run(start);
            print(report, folder);
        }
        return CommandLine.ExitCode.OK;
    }

    private void print(RunReport report, Path folder) {
        PrintWriter text = spec.commandLine().getOut();
        Percentiles tpot = Percentiles.of(report.tpotMillis());
        Percentiles ttft = Percentiles.of(report.ttftMillis());
        text.printf(
                Locale.ROOT,
                "exact match on %d held-out rows: %.1f%% before, %.1f%% after%n",
                report.heldOut(),
                100 * report.exactMatchBefore(),
                100 * report.exactMatchAfter());
        text.printf("%d streaming requests while training, %d failed%n", report.requests(), report.failedRequests());
        text.printf(Locale.ROOT, "TPOT p50 %.1f ms, p99 %.1f ms; ", tpot.p50(), tpot.p99());
        text.printf(Locale.ROOT, "TTFT p50 %.0f ms, p99 %.0f ms%n", ttft.p50(), ttft.p99());
        for (RunReport.ExecutorShare executor : report.executors()) {
            text.printf(
                    "executor %s (%s): %d tokens trained, %d served%n",
                    executor.id(), executor.device(), executor.trainTokens(), executor.servedTokens());
        }
        text.printf(Locale.ROOT, "%.0f seconds; report, adapter and log are in %s%n", report.seconds(), folder);
        text.flush();
    }
}
