package dev.braid.submit.command;

import dev.braid.jobs.bench.Arrivals;
import dev.braid.jobs.bench.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** The options that say which requests come and when (a picocli mixin): a trace from a file, or a generated one. */
final class LoadOptions {
    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description =
                    "CSV with timestamp,prompt_tokens,output_tokens or BurstGPT's columns; else one is generated.")
    private Path trace;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Requests per second in all. A file keeps its own unless this is given.")
    private Double rate;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long requests come; a file is cut there. Default: 600, or all of the file.")
    private Double seconds;

    @Option(
            names = "--arrivals",
            defaultValue = "GAMMA",
            paramLabel = "LAW",
            description =
                    "poisson; gamma, in bursts; ramp, from 0 to twice the rate; day, a day in small. Default: gamma.")
    private Arrivals arrivals;

    @Option(
            names = "--cv",
            defaultValue = "2",
            paramLabel = "CV",
            description = "Coefficient of variation of the gaps of gamma arrivals; 1 is poisson. Default: 2.")
    private double cv;

    @Option(
            names = "--prompt-mean",
            defaultValue = "500",
            paramLabel = "N",
            description = "Mean tokens of a prompt, log-normal up to 4096. Default: 500.")
    private double promptMean;

    @Option(
            names = "--output-mean",
            defaultValue = "260",
            paramLabel = "N",
            description = "Mean tokens of an output, log-normal up to 2048. Default: 260.")
    private double outputMean;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Of everything random. Default: 1.")
    private long seed;

    Workload workload() throws IOException {
        if (trace != null) {
            return Workload.Recorded.read(
                    trace,
                    seconds == null ? OptionalDouble.empty() : OptionalDouble.of(positive("--seconds", seconds)));
        }
        double length = seconds == null ? 600 : positive("--seconds", seconds);
        return Workload.Generated.chats(arrivals, cv, promptMean, outputMean, length, seed);
    }

    boolean isRecorded() {
        return trace != null;
    }

    OptionalDouble rate() {
        return rate == null ? OptionalDouble.empty() : OptionalDouble.of(positive("--rate", rate));
    }

    long seed() {
        return seed;
    }

    private static double positive(String option, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(option + " is " + value + ", must be above 0");
        }
        return value;
    }
}
