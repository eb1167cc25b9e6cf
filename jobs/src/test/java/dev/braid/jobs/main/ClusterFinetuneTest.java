package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.client.Answer;
import dev.braid.jobs.spark.ExecutorStartException;
import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.train.TrainingEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finetuning with executors in JVMs of their own. */
@Tag("cluster")
class ClusterFinetuneTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() {
        model = TestJobs.model(folder.resolve("model"));
    }

    /** What one executor leaves that serves nobody. */
    private byte[] trainAlone() throws IOException {
        return train(TestJobs.conf("local[1]", model, folder.resolve("alone")), event -> {});
    }

    @Test
    void twoExecutorsUnderLoadLeaveTheSameBytesAsOneWithout() throws Exception {
        LoadedRun loaded = LoadedRun.of(cluster("loaded").set("spark.braid.gateway.enabled", "true"));

        assertArrayEquals(trainAlone(), loaded.weights());
        assertEquals(Set.of("0", "1"), loaded.tokensTrained().keySet());
        assertEquals(List.of("0", "1"), loaded.executors());
        loaded.requireAnswers("the base model through the gateway", loaded.base(), 20);
        loaded.requireAnswers("the adapter at executor 0", loaded.adapter().get(0), 10);
        loaded.requireAnswers("the adapter at executor 1", loaded.adapter().get(1), 10);
        // Its weights do not change, so neither may an answer, whatever was trained in the same batches.
        Set<String> texts = loaded.base().answers().stream().map(Answer::text).collect(Collectors.toSet());
        assertTrue(texts.size() == 1 && !texts.contains(""), () -> "answers of the base model: " + texts);
        assertTrue(
                loaded.generatedByStep().size() == 4
                        && loaded.generatedByStep().stream().allMatch(tokens -> tokens > 0),
                () -> "tokens generated during each optimizer step: " + loaded.generatedByStep());
    }

    @Test
    @Tag("endurance")
    void aKilledExecutorCostsALeaseAndNeverAStep() throws IOException {
        byte[] actual = train(cluster("killed"), event -> {
            if (event instanceof TrainingEvent.Stepped stepped && stepped.step() == 2) {
                executors().findFirst().orElseThrow().destroyForcibly();
            }
        });
        assertArrayEquals(trainAlone(), actual);
    }

    @Test
    void anExecutorThatCannotStartEndsTheJobWithItsReason() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SparkConf conf = cluster("taken").set("spark.braid.serve.port", "" + taken.getLocalPort());
            Exception failed = assertThrows(ExecutorStartException.class, () -> train(conf, event -> {}));
            assertTrue(
                    failed.getMessage()
                            .matches("executor \\d+ could not start: .*port " + taken.getLocalPort()
                                    + ".*spark.braid.serve.port.*"),
                    failed.getMessage());
        }
    }

    @Test
    void executorsThatDieBeforeTheyStartEndTheJob() {
        SparkConf conf = cluster("dying").set("spark.executor.extraJavaOptions", "-XX:MaxDirectMemorySize=1m");
        Exception failed = assertThrows(ExecutorStartException.class, () -> train(conf, event -> {}));
        assertTrue(failed.getMessage().contains("ended before it had an engine"), failed.getMessage());
    }

    private SparkConf cluster(String name) {
        return TestJobs.conf("local-cluster[2,1,1024]", model, folder.resolve(name))
                .set("spark.braid.serve.enabled", "true")
                // On a busy machine a first token within seconds may be out of reach, and requests would be refused.
                .set("spark.braid.slo.ttft", "10min")
                .set("spark.executor.memory", "512m")
                .set("spark.executor.memoryOverhead", "512m")
                .set("spark.executor.extraClassPath", System.getProperty("surefire.test.class.path"));
    }

    private static byte[] train(SparkConf conf, Consumer<TrainingEvent> listener) throws IOException {
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            FinetuneResult result = new FinetuneJob(application).run(new JobObserver() {
                @Override
                public void trained(TrainingEvent event) {
                    listener.accept(event);
                }
            });
            assertEquals(4, result.steps());
            return Files.readAllBytes(Path.of(result.result()).resolve("adapter_model.safetensors"));
        }
    }

    /** The workers of a local cluster live in this process; its children are executors. */
    private static Stream<ProcessHandle> executors() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"));
    }
}
