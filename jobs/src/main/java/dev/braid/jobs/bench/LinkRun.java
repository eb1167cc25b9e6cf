package dev.braid.jobs.bench;

import dev.braid.jobs.link.LinkKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code bench link}: tensors from this JVM to another one through the pipeline's links, against plain Netty on the same
 * kind of socket, in turns.
 */
public final class LinkRun {
    private static final double GIGA = 1e-9;

    private LinkRun() {}

    /**
     * What to send.
     *
     * @param bytes of a tensor
     * @param count tensors in one turn
     * @param turns of each, of which the fastest counts
     */
    public record Settings(int bytes, int count, int turns) {
        public Settings {
            Require.positive("bytes", bytes);
            Require.positive("count", count);
            Require.positive("turns", turns);
        }
    }

    public static BenchReport run(Settings settings) {
        List<BenchReport.Row> rows = new ArrayList<>();
        for (LinkKind kind : LinkKind.values()) {
            double[] best = {0, 0};
            try (Receiver receiver = new Receiver();
                    LinkSender links = new LinkSender(kind, receiver.listen("links", kind, settings), settings);
                    PlainSender plain = new PlainSender(kind, receiver.listen("plain", kind, settings), settings)) {
                for (int turn = 0; turn < settings.turns(); turn++) {
                    best[0] = Math.max(best[0], rate(settings, links::turn));
                    best[1] = Math.max(best[1], rate(settings, plain::turn));
                }
            }
            rows.add(new BenchReport.Row(List.of(
                    new Figure.Word("socket", kind.name().toLowerCase(Locale.ROOT)),
                    new Figure.Count("tensor_bytes", settings.bytes()),
                    new Figure.Measure("links_gb_per_s", best[0], 2),
                    new Figure.Measure("netty_gb_per_s", best[1], 2),
                    new Figure.Measure("ratio", best[0] / best[1], 2))));
        }
        try (PeakMeter peak = new PeakMeter(1)) {
            return new BenchReport(
                    "link",
                    peak.best(),
                    1,
                    System.getProperty("java.version"),
                    List.of(new Figure.Word(
                            "counted",
                            "payload between two JVMs, until the receiver has all of a turn; best of the turns")),
                    rows);
        }
    }

    private interface Turn {
        void run();
    }

    private static double rate(Settings settings, Turn turn) {
        long start = System.nanoTime();
        turn.run();
        return (double) settings.bytes() * settings.count() / (System.nanoTime() - start) / 1e-9 * GIGA;
    }

    /** The other JVM, which listens for both contenders. */
    private static final class Receiver implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;

        Receiver() {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            try {
                process = new ProcessBuilder(
                                java, "-cp", System.getProperty("java.class.path"), LinkReceiver.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("the second JVM cannot be started: " + e, e);
            }
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        /** Makes it listen for one contender; where it does. */
        String listen(String contender, LinkKind kind, Settings settings) {
            try {
                process.getOutputStream()
                        .write((contender + " " + kind + " " + settings.bytes() + " " + settings.count() + "\n")
                                .getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
                String address = out.readLine();
                if (address == null) {
                    throw new IOException("it ended");
                }
                return address;
            } catch (IOException e) {
                throw new UncheckedIOException("the second JVM does not answer: " + e, e);
            }
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
