package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.spark.JobMode;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finetuning jobs one after the other in one JVM, each beside clients that stream and clients that vanish. */
@Tag("cluster")
class SoakTest {
    private static final long SECONDS = Long.getLong("braid.soak.seconds", 60);
    private static final long STEPS = Long.getLong("braid.soak.steps", 300);
    private static final int STEPS_OF_JOB = 100;
    private static final int CLIENTS = 6;
    private static final int VANISHING = 2;
    /** Jobs until all that is loaded once has been loaded. */
    private static final int WARM_UP = 2;

    @TempDir
    Path folder;

    /** What the process holds when a job has ended and its garbage is gone. */
    private record Held(long heap, long direct, long resident, long descriptors, long threads) {
        static Held now() throws IOException, InterruptedException {
            // The JDK's HTTP clients notice within three seconds that nobody has them any more.
            for (long millis : new long[] {300, 3_500, 300}) {
                System.gc();
                Thread.sleep(millis);
            }
            Runtime runtime = Runtime.getRuntime();
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            long resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                return new Held(
                        runtime.totalMemory() - runtime.freeMemory(),
                        direct,
                        resident,
                        descriptors.count(),
                        Thread.activeCount());
            }
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "heap %.1f MB, direct %.1f MB, resident %.1f MB, %d descriptors, %d threads",
                    heap * 1e-6,
                    direct * 1e-6,
                    resident * 1e-6,
                    descriptors,
                    threads);
        }
    }

    @Test
    void nothingGrowsAndNoRequestFails() throws Exception {
        Path model = TestJobs.model(folder.resolve("model"));
        List<Held> held = new ArrayList<>();
        long began = System.nanoTime();
        long answers = 0;
        int vanished = 0;
        for (int job = 0;
                held.size() < WARM_UP + 3
                        || (System.nanoTime() - began) * 1e-9 < SECONDS
                        || (long) job * STEPS_OF_JOB < STEPS;
                job++) {
            SparkConf conf = TestJobs.conf("local[2]", model, folder.resolve("out-" + job))
                    .set("spark.braid.serve.enabled", "true")
                    .set("spark.braid.gateway.enabled", "true")
                    .set("spark.braid.slo.ttft", "10min")
                    .set("spark.braid.train.epochs", "1000")
                    .set("spark.braid.train.max.steps", "" + STEPS_OF_JOB)
                    .set("spark.braid.train.batch.sequences", "4")
                    .set("spark.braid.train.eval.steps", "50")
                    .set("spark.braid.train.save.steps", "25");
            AtomicInteger gone = new AtomicInteger();
            List<WatchedStreams.Seen> seen = run(conf, gone);
            List<WatchedStreams.Seen> failed = seen.stream()
                    .filter(each -> each.end() != WatchedStreams.End.WHOLE)
                    .toList();
            assertEquals(List.of(), failed, "job " + job);
            answers += seen.size();
            vanished += gone.get();
            held.add(Held.now());
            System.out.println("after " + (job + 1) * STEPS_OF_JOB + " steps, " + answers + " answers, " + vanished
                    + " clients that vanished: " + held.get(job));
        }
        requireFlat("heap", held, Held::heap, 8 << 20);
        requireFlat("direct memory", held, Held::direct, 4 << 20);
        requireFlat("resident memory", held, Held::resident, 64 << 20);
        requireFlat("file descriptors", held, Held::descriptors, 8);
        requireFlat("threads", held, Held::threads, 8);
    }

    private static List<WatchedStreams.Seen> run(SparkConf conf, AtomicInteger gone) throws Exception {
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            application.awaitReady(application.awaitExecutors().size());
            String name = BraidApplication.modelName(application.conf());
            try (WatchedStreams clients = new WatchedStreams(application.gateway(), name, 60)) {
                clients.start(CLIENTS);
                Thread[] vanishing = new Thread[VANISHING];
                for (int i = 0; i < VANISHING; i++) {
                    vanishing[i] = new Thread(() -> vanish(application.gateway(), name, gone), "vanishing-" + i);
                    vanishing[i].start();
                }
                new FinetuneJob(application).run(new JobObserver() {});
                for (Thread each : vanishing) {
                    each.interrupt();
                    each.join();
                }
                return clients.stop();
            }
        }
    }

    /** Asks for streams and goes away after their first bytes. */
    private static void vanish(URI gateway, String model, AtomicInteger gone) {
        String body = "{\"model\":\"" + model + "\",\"prompt\":\"Once\",\"max_tokens\":100,\"ignore_eos\":true,"
                + "\"stream\":true}";
        String request =
                "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body;
        try {
            while (!Thread.interrupted()) {
                try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
                    socket.setSoTimeout(10_000);
                    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                    socket.getInputStream().readNBytes(64);
                    gone.incrementAndGet();
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** After the warm-up the last values are not above the first ones by more than what comes and goes. */
    private static void requireFlat(String what, List<Held> held, ToLongFunction<Held> value, long tolerance) {
        List<Held> warm = held.subList(WARM_UP, held.size());
        int third = Math.max(1, warm.size() / 3);
        long first = warm.subList(0, third).stream().mapToLong(value).max().orElseThrow();
        long last = warm.subList(warm.size() - third, warm.size()).stream()
                .mapToLong(value)
                .min()
                .orElseThrow();
        assertTrue(
                last <= first + tolerance,
                what + " grew from " + first + " to " + last + " in " + warm.size() + " jobs");
    }
}
