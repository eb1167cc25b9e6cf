package dev.braid.submit.command;

import dev.braid.jobs.bench.Replay;
import dev.braid.jobs.bench.ReplayReport;
import dev.braid.jobs.bench.Workload;
import dev.braid.jobs.client.CompletionClient;
import dev.braid.jobs.sched.Slo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code braid replay}: a trace of requests in real time against a server that runs. */
@Command(
        name = "replay",
        header = "Sends a trace of streaming requests to a running gateway or sidecar, in real time.",
        description = {
            "%nRequests come when the trace says, answered or not; prompts are random words of the trace's lengths, outputs",
            "have exactly its lengths. A refused request (429) and a failed one count as not attained.%n"
        },
        footer = {
            "%nExample:",
            "  braid replay --url http://127.0.0.1:8000 --model braid-tiny --rate 2 --seconds 60 --prompt-mean 60 \\",
            "      --output-mean 40 --tpot-ms 50"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Spec
    private CommandSpec spec;

    @Option(names = "--url", required = true, paramLabel = "URL", description = "Such as http://127.0.0.1:8000.")
    private URI url;

    @Option(names = "--model", required = true, paramLabel = "NAME", description = "Model or adapter to ask.")
    private String model;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with the bearer token.")
    private Path tokenFile;

    @Mixin
    private LoadOptions load;

    @Option(
            names = "--tpot-ms",
            defaultValue = "100",
            paramLabel = "MS",
            description = "Target to hold answers against, time per output token. Default: 100.")
    private double tpot;

    @Option(
            names = "--ttft-ms",
            defaultValue = "5000",
            paramLabel = "MS",
            description = "Target to hold answers against, time to first token. Default: 5000.")
    private double ttft;

    @Option(names = "--json", paramLabel = "FILE", description = "File for the figures as JSON.")
    private Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireHttp();
        Workload.Load requests = load.workload().at(rate());
        CompletionClient client = new CompletionClient(url, token(), PATIENCE);
        Replay replay = new Replay(
                client,
                model,
                Slo.ofMillis(tpot, ttft),
                line -> spec.commandLine().getErr().println(line));
        ReplayReport report;
        try {
            report = replay.run(requests.trace(), load.seed());
        } catch (IOException e) {
            throw new IOException(url + " cannot be asked: " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
        if (json != null) {
            report.writeJson(json);
        }
        spec.commandLine().getOut().print(report.text());
        spec.commandLine().getOut().flush();
        return report.outputs().isEmpty() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private void requireHttp() {
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException("--url is " + url + ", must be such as http://127.0.0.1:8000");
        }
    }

    /** A file has its own rate; a generated trace has one request a second unless told otherwise. */
    private OptionalDouble rate() {
        return load.rate().isPresent() || load.isRecorded() ? load.rate() : OptionalDouble.of(1);
    }

    private Optional<String> token() throws IOException {
        return tokenFile == null
                ? Optional.empty()
                : Optional.of(Files.readString(tokenFile).strip());
    }
}
