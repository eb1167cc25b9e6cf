package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.serve.Http;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.train.TrainingEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executors that stand still, and executors that are taken out of service. */
@Tag("cluster")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class AbsentExecutorTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() {
        model = TestJobs.model(folder.resolve("model"));
    }

    private SparkConf cluster(String name) {
        return TestJobs.conf("local-cluster[2,1,1024]", model, folder.resolve(name))
                .set("spark.braid.serve.enabled", "true")
                .set("spark.braid.gateway.enabled", "true")
                .set("spark.braid.slo.ttft", "10min")
                .set("spark.executor.memory", "512m")
                .set("spark.executor.memoryOverhead", "512m")
                .set("spark.executor.extraClassPath", System.getProperty("surefire.test.class.path"));
    }

    private static void signal(String name, ProcessHandle process) {
        try {
            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-" + name, "" + process.pid())
                            .start()
                            .waitFor());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<ProcessHandle> executors() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
    }

    @Test
    @Tag("endurance")
    void oneThatStandsStillLongerThanAllTimeoutsIsReplaced() throws IOException {
        byte[] undisturbed = train(TestJobs.conf("local[1]", model, folder.resolve("alone")), event -> {});
        AtomicReference<ProcessHandle> still = new AtomicReference<>();
        SparkConf conf = cluster("still")
                .set("spark.network.timeout", "6s")
                .set("spark.network.timeoutInterval", "2s")
                .set("spark.executor.heartbeatInterval", "1s")
                .set("spark.braid.gateway.member.timeout", "2s");
        try {
            byte[] actual = train(conf, event -> {
                if (event instanceof TrainingEvent.Stepped step && step.step() == 2) {
                    still.set(executors().get(0));
                    signal("STOP", still.get());
                }
            });
            assertArrayEquals(undisturbed, actual);
        } finally {
            Optional.ofNullable(still.get()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private interface Listener {
        void trained(TrainingEvent event);
    }

    private static byte[] train(SparkConf conf, Listener listener) throws IOException {
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            FinetuneResult result = new FinetuneJob(application).run(new JobObserver() {
                @Override
                public void trained(TrainingEvent event) {
                    listener.trained(event);
                }
            });
            return Files.readAllBytes(Path.of(result.result()).resolve("adapter_model.safetensors"));
        }
    }

    @Test
    void oneThatIsDecommissionedEndsItsStreamsAndTakesNoMore() throws Exception {
        SparkConf conf = cluster("decommissioned")
                // Slow enough that a stream outlives the order.
                .set("spark.braid.engine.device", "emulated:a100-80gb-sxm/llama-3.1-8b/1")
                .set("spark.decommission.enabled", "true");
        try (BraidApplication application = BraidApplication.start(conf, JobMode.SERVE)) {
            List<ExecutorInfo> all = application.awaitExecutors();
            application.awaitReady(all.size());
            try (WatchedStreams streams =
                    new WatchedStreams(application.gateway(), BraidApplication.modelName(application.conf()), 400)) {
                streams.start(6);
                Http.await("every executor has streams", () -> all.stream().allMatch(AbsentExecutorTest::isBusy));
                signal("PWR", executors().get(0));
                Http.await(
                        "one is left or was replaced",
                        () -> application.membership().live().stream()
                                        .filter(all::contains)
                                        .count()
                                == 1);
                List<WatchedStreams.Seen> seen = streams.stop();
                assertTrue(seen.size() >= 6, seen::toString);
                assertEquals(
                        List.of(),
                        seen.stream()
                                .filter(each -> each.end() != WatchedStreams.End.WHOLE)
                                .toList());
            }
        }
    }

    private static boolean isBusy(ExecutorInfo executor) {
        String metrics = new Http(
                        new InetSocketAddress("127.0.0.1", executor.address().getPort()))
                .get("/metrics")
                .body();
        return metrics.lines().anyMatch(line -> line.matches("vllm:num_requests_running.* [1-9].*"));
    }
}
