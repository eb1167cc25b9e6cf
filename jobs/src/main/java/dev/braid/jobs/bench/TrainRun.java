package dev.braid.jobs.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * {@code bench train}: a DL4J model with branches on two cores. DL4J alone with two threads, against two workers with one
 * thread each by our plan and by the sequential one, in turns.
 */
public final class TrainRun {
    private TrainRun() {}

    /**
     * What to train.
     *
     * @param batch samples of a mini-batch
     * @param turns mini-batches of each after the warm-up, of which the median counts
     */
    public record Settings(String model, int batch, int warmUps, int turns) {
        public Settings {
            Require.positive("batch", batch);
            Require.positive("turns", turns);
        }
    }

    public static BenchReport run(Settings settings) {
        List<BenchReport.Row> rows = new ArrayList<>();
        try (Contender plain = new Contender("plain", 2, settings);
                Contender graph = new Contender("graph", 1, settings);
                Contender sequential = new Contender("sequential", 1, settings)) {
            List<Contender> all = List.of(plain, graph, sequential);
            for (int turn = 0; turn < settings.warmUps() + settings.turns(); turn++) {
                for (Contender each : all) {
                    double seconds = each.turn();
                    if (turn >= settings.warmUps()) {
                        each.seconds.add(seconds);
                    }
                }
            }
            for (Contender each : all) {
                rows.add(new BenchReport.Row(List.of(
                        new Figure.Word("contender", each.name),
                        new Figure.Count("threads", each.threads),
                        new Figure.Measure("seconds", each.median(), 4),
                        new Figure.Measure("samples_per_s", settings.batch() / each.median(), 0),
                        new Figure.Measure("to_plain", plain.median() / each.median(), 2),
                        new Figure.Word("made", each.made))));
            }
        }
        try (PeakMeter peak = new PeakMeter(2)) {
            return new BenchReport(
                    "train",
                    peak.best(),
                    2,
                    System.getProperty("java.version"),
                    List.of(
                            new Figure.Word("model", settings.model()),
                            new Figure.Count("batch", settings.batch()),
                            new Figure.Word("counted", "seconds of a mini-batch, median of the turns")),
                    rows);
        }
    }

    /** A JVM with its own number of threads. */
    private static final class Contender implements AutoCloseable {
        private final String name;
        private final int threads;
        private final Process process;
        private final BufferedReader out;
        private final String made;
        private final List<Double> seconds = new ArrayList<>();

        Contender(String name, int threads, Settings settings) {
            this.name = name;
            this.threads = threads;
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            TrainContender.class.getName(),
                            name,
                            settings.model(),
                            "" + settings.batch())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("OMP_NUM_THREADS", "" + threads);
            try {
                process = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(name + " cannot be started: " + e, e);
            }
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            made = line();
        }

        private String line() {
            try {
                String line = out.readLine();
                if (line == null) {
                    throw new IOException("it ended");
                }
                return line;
            } catch (IOException e) {
                throw new UncheckedIOException(name + " does not answer: " + e, e);
            }
        }

        double turn() {
            try {
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(name + " does not listen: " + e, e);
            }
            return Double.parseDouble(line());
        }

        double median() {
            return seconds.stream()
                    .sorted(Comparator.naturalOrder())
                    .skip(seconds.size() / 2)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
