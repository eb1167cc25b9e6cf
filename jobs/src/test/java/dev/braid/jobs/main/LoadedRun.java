package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.client.ChatClient;
import dev.braid.jobs.client.LoadGenerator;
import dev.braid.jobs.control.LedgerReader;
import dev.braid.jobs.serve.Http;
import dev.braid.jobs.spark.BraidSpark;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.spark.Tls;
import dev.braid.jobs.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;

/**
 * A training run during which streaming chat requests come over HTTP all the while: to the base model through the gateway,
 * to the adapter in training at every executor's own sidecar.
 *
 * @param weights the adapter's file
 * @param executors by id, sorted
 * @param adapter what the clients saw of each executor, in that order
 * @param generatedByStep tokens that all engines generated between the events of two optimizer steps
 */
record LoadedRun(
        byte[] weights,
        Map<String, Long> tokensTrained,
        List<String> executors,
        LoadGenerator.Outcome base,
        List<LoadGenerator.Outcome> adapter,
        List<Long> generatedByStep) {
    private static final int TOKENS = 24;
    private static final long PAUSE_MILLIS = 20;

    static LoadedRun of(SparkConf conf) throws IOException, InterruptedException {
        try (BraidApplication application = BraidApplication.start(conf, JobMode.FINETUNE)) {
            return new Driver(application).run();
        }
    }

    /** Every request was answered to its end, and there were at least so many. */
    void requireAnswers(String whose, LoadGenerator.Outcome seen, int atLeast) {
        assertEquals(List.of(), seen.errors(), whose);
        assertEquals(0, seen.failed(), whose);
        assertTrue(
                seen.answers().size() >= atLeast,
                () -> whose + " gave " + seen.answers().size() + " answers");
    }

    /** Starts the load, has the job run, and watches it. */
    private static final class Driver implements JobObserver {
        private final BraidApplication application;
        private final List<ExecutorInfo> executors;
        private final LedgerReader ledgers;
        private final LoadGenerator base;
        private final List<LoadGenerator> adapter = new ArrayList<>();
        private final List<Long> generatedByStep = new ArrayList<>();
        private long generated;

        Driver(BraidApplication application) {
            this.application = application;
            this.executors = application.awaitExecutors().stream()
                    .sorted(Comparator.comparing(ExecutorInfo::id))
                    .toList();
            this.ledgers = new LedgerReader(
                    BraidSpark.secret(application.session().sparkContext()), Tls.members(application.conf()));
            this.base = load(application.gateway(), BraidApplication.modelName(application.conf()));
        }

        LoadedRun run() throws IOException, InterruptedException {
            Http.await(
                    "the gateway has all executors",
                    () -> body(application.gateway(), "/health").contains("\"ready\":" + executors.size()));
            base.start(2);
            FinetuneResult result = new FinetuneJob(application).run(this);
            LoadGenerator.Outcome ofBase = base.stop();
            List<LoadGenerator.Outcome> ofAdapter = new ArrayList<>();
            for (LoadGenerator each : adapter) {
                ofAdapter.add(each.stop());
            }
            return new LoadedRun(
                    Files.readAllBytes(Path.of(result.result()).resolve("adapter_model.safetensors")),
                    result.tokensByExecutor(),
                    executors.stream().map(ExecutorInfo::id).toList(),
                    ofBase,
                    ofAdapter,
                    generatedByStep);
        }

        @Override
        public void trained(TrainingEvent event) {
            try {
                if (event instanceof TrainingEvent.Published && adapter.isEmpty()) {
                    loadAdapter();
                    generated = generated();
                } else if (event instanceof TrainingEvent.Stepped) {
                    long now = generated();
                    generatedByStep.add(now - generated);
                    generated = now;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Executors answer the publication before they have carried it out. */
        private void loadAdapter() throws InterruptedException {
            for (ExecutorInfo executor : executors) {
                Http.await(
                        "executor " + executor.id() + " serves the adapter",
                        () -> body(executor.address(), "/v1/models").contains("\"tuned\""));
                adapter.add(load(executor.address(), "tuned"));
            }
            adapter.forEach(each -> each.start(1));
        }

        private static LoadGenerator load(URI server, String model) {
            ChatClient client = new ChatClient(server, Optional.empty(), Duration.ofSeconds(60));
            return new LoadGenerator(client, () -> model, List.of("How many apples has Tom?"), TOKENS, PAUSE_MILLIS);
        }

        private static String body(URI server, String path) {
            return new Http(new InetSocketAddress(server.getHost(), server.getPort()))
                    .get(path)
                    .body();
        }

        private long generated() throws IOException, InterruptedException {
            long sum = 0;
            for (ExecutorInfo executor : executors) {
                sum += ledgers.read(executor.address()).tokens().generated();
            }
            return sum;
        }
    }
}
