package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.conf.TrainKeys;
import dev.braid.jobs.serve.Http;
import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.train.TrainingEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executors that are killed at any moment of a job that serves meanwhile. */
@Tag("cluster")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class KilledExecutorTest {
    private static final int KILLS = Integer.getInteger("braid.kills.executor", 3);
    private static final int STEPS = 6;

    @TempDir
    Path folder;

    private Path model;
    private byte[] undisturbed;

    @BeforeEach
    void trainUndisturbed() throws IOException {
        model = TestJobs.model(folder.resolve("model"));
        undisturbed = train(conf("local[1]", "undisturbed"));
    }

    private SparkConf conf(String master, String name) {
        return TestJobs.conf(master, model, folder.resolve(name))
                .set("spark.braid.train.max.steps", "" + STEPS)
                .set("spark.braid.train.save.steps", "4")
                .set("spark.braid.train.batch.sequences", "4")
                .set("spark.braid.data.validation", "none")
                .set("spark.braid.train.eval.steps", "none")
                // So large that its gradient has slices for two executors.
                .set("spark.braid.adapter.rank", "128");
    }

    private SparkConf cluster(String name, TrainKeys.Exchange exchange) {
        return conf("local-cluster[2,1,1024]", name)
                .set("spark.braid.train.exchange", exchange.name().toLowerCase(Locale.ROOT))
                .set("spark.braid.serve.enabled", "true")
                .set("spark.braid.gateway.enabled", "true")
                // On a busy machine a first token within seconds may be out of reach, and requests would be refused.
                .set("spark.braid.slo.ttft", "10min")
                .set("spark.executor.memory", "512m")
                .set("spark.executor.memoryOverhead", "512m")
                .set("spark.executor.extraClassPath", System.getProperty("surefire.test.class.path"));
    }

    private static byte[] train(SparkConf conf) throws IOException {
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            return weights(new FinetuneJob(application).run(new JobObserver() {}));
        }
    }

    private static byte[] weights(FinetuneResult result) throws IOException {
        assertEquals(STEPS, result.steps());
        return Files.readAllBytes(Path.of(result.result()).resolve("adapter_model.safetensors"));
    }

    @Test
    void theAdapterIsTheSameAndOnlyRunningStreamsAreCut() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            TrainKeys.Exchange exchange = kill % 2 == 0 ? TrainKeys.Exchange.SHUFFLE : TrainKeys.Exchange.DRIVER;
            long seed = new Random().nextLong();
            String what = "kill " + kill + " with " + exchange + ", seed " + seed;
            Disturbed disturbed = new Disturbed(seed);
            List<WatchedStreams.Seen> seen = disturbed.run(cluster("kill-" + kill, exchange));
            assertArrayEquals(undisturbed, disturbed.weights, what);
            assertTrue(disturbed.killed, what);
            long cut = count(seen, WatchedStreams.End.CUT_WITH_ERROR_EVENT);
            long whole = count(seen, WatchedStreams.End.WHOLE);
            System.out.println(what + ": " + whole + " requests answered, " + cut + " cut");
            assertTrue(whole > 0 && cut <= Disturbed.CLIENTS, what);
            List<WatchedStreams.Seen> wrong = seen.stream()
                    .filter(each -> each.end() == WatchedStreams.End.WRONG)
                    .toList();
            assertEquals(List.of(), wrong, what);
        }
    }

    private static long count(List<WatchedStreams.Seen> seen, WatchedStreams.End end) {
        return seen.stream().filter(each -> each.end() == end).count();
    }

    /** A job in one of whose steps, at a random moment, one executor is killed. */
    private static final class Disturbed implements JobObserver {
        static final int CLIENTS = 2;

        private final Random random;
        private final int step;
        private final ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
        private volatile boolean killed;
        private byte[] weights;

        Disturbed(long seed) {
            random = new Random(seed);
            step = random.nextInt(STEPS - 1);
        }

        List<WatchedStreams.Seen> run(SparkConf conf) throws Exception {
            try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
                URI gateway = application.gateway();
                application.awaitReady(application.awaitExecutors().size());
                try (WatchedStreams clients =
                        new WatchedStreams(gateway, BraidApplication.modelName(application.conf()), 40)) {
                    clients.start(CLIENTS);
                    weights = KilledExecutorTest.weights(new FinetuneJob(application).run(this));
                    Http.await("an executor was killed", () -> killed);
                    String metrics = new Http(new InetSocketAddress("127.0.0.1", gateway.getPort()))
                            .get("/metrics")
                            .body();
                    assertTrue(metrics.contains("braid:job_step " + STEPS + ".0"), metrics);
                    assertTrue(metrics.contains("braid:job_checkpoint_step " + STEPS + ".0"), metrics);
                    return clients.stop();
                }
            } finally {
                killer.shutdownNow();
            }
        }

        @Override
        public void trained(TrainingEvent event) {
            boolean begun = event instanceof TrainingEvent.Started && step == 0;
            boolean reached = event instanceof TrainingEvent.Stepped stepped && stepped.step() == step;
            if (begun || reached) {
                killer.schedule(this::kill, random.nextInt(1000), TimeUnit.MILLISECONDS);
            }
        }

        private void kill() {
            List<ProcessHandle> executors = ProcessHandle.current()
                    .children()
                    .filter(child -> child.info().command().orElse("").endsWith("java"))
                    .toList();
            executors.get(random.nextInt(executors.size())).destroyForcibly();
            killed = true;
        }
    }
}
