package dev.braid.submit.command;

import dev.braid.jobs.conf.GatewayKeys;
import dev.braid.jobs.conf.JobKeys;
import dev.braid.jobs.conf.ServeKeys;
import dev.braid.jobs.main.BraidApplication;
import dev.braid.jobs.main.ServeJob;
import dev.braid.jobs.spark.JobMode;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid serve}: a model with its adapters on every executor, behind one gateway. */
@Command(
        name = "serve",
        header = "Serves a model and its adapters over HTTP as OpenAI's clients expect it.",
        description = {
            "%nPrints the gateway's address on standard output when it is ready, and serves until it is interrupted.",
            "Without a token it listens on loopback alone.%n"
        },
        footer = {
            "%nExample:",
            "  braid serve --master 'local[2]' --model models/braid-tiny --adapter mate=quickstart-out/adapter --port 8000"
        })
final class ServeCommand implements Callable<Integer>, SparkCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SparkOptions spark;

    @Option(names = "--model", paramLabel = "DIR", description = "Base model: spark.braid.model.")
    private String model;

    @Option(
            names = "--adapter",
            paramLabel = "NAME=DIR",
            description =
                    "PEFT folder and the name that requests ask for; may be repeated: spark.braid.serve.adapters.")
    private Map<String, String> adapters;

    @Option(names = "--port", paramLabel = "N", description = "Of the gateway, 0 for any: spark.braid.gateway.port.")
    private String port;

    @Override
    public SparkOptions sparkOptions() {
        return spark;
    }

    @Override
    public Integer call() throws InterruptedException {
        SparkConf conf = new SparkConf();
        FinetuneCommand.set(conf, JobKeys.MODEL.name(), model);
        FinetuneCommand.set(conf, GatewayKeys.PORT.name(), port);
        if (adapters != null) {
            String pairs = adapters.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining(","));
            conf.set(ServeKeys.ADAPTERS.name(), pairs);
        }
        try (BraidApplication application = BraidApplication.start(conf, JobMode.SERVE)) {
            ServeJob job = new ServeJob(application);
            Runtime.getRuntime().addShutdownHook(new Thread(job::stop, "braid-stop"));
            job.start()
                    .forEach(executor -> spec.commandLine()
                            .getErr()
                            .println("executor " + executor.id() + " at " + executor.address()));
            if (application.hasGateway()) {
                spec.commandLine().getOut().println(application.gateway());
            }
            job.awaitStop();
        }
        return CommandLine.ExitCode.OK;
    }
}
