package dev.braid.submit.command;

import dev.braid.jobs.bench.BenchJson;
import dev.braid.jobs.bench.BenchReport;
import dev.braid.jobs.bench.BenchText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that all benchmarks share, and what becomes of a report. */
final class BenchOptions {
    @Option(names = "--threads", paramLabel = "N", description = "Default: all processors.")
    private Integer threads;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Of each measurement, warm-up included, or of a pipeline's mini-batch. Default: 1; of a "
                    + "mini-batch 3.")
    private Double seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to a file too.")
    private Path json;

    /** A benchmark that may need files. */
    @FunctionalInterface
    interface Benchmark {
        BenchReport run() throws IOException;
    }

    int threads() {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    Duration budget() {
        return budget(1);
    }

    /** @param unlessGiven seconds */
    Duration budget(double unlessGiven) {
        return Duration.ofNanos((long) ((seconds == null ? unlessGiven : seconds) * 1e9));
    }

    /** Runs a benchmark, prints its report and writes the file; a file that cannot be written is refused before. */
    void report(Benchmark benchmark, PrintWriter out) throws IOException {
        requireWritable();
        BenchReport report = benchmark.run();
        BenchText.lines(report).forEach(out::println);
        out.flush();
        if (json != null) {
            BenchJson.write(report, json);
        }
    }

    private void requireWritable() {
        if (json == null) {
            return;
        }
        Path folder = json.toAbsolutePath().getParent();
        if (Files.isDirectory(json) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new IllegalArgumentException(
                    "--json is " + json + ", must be a file in a folder that exists and can be written to");
        }
    }
}
