package dev.braid.jobs.main.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.client.CompletionClient;
import dev.braid.jobs.main.TestJobs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline trains on executors whose sidecars serve a language model in its bubbles. */
@Tag("cluster")
class ServedTrainTest {
    /** For figures with other lengths of actions, {@code -Dbraid.hidden=512}. */
    private static final String MODEL =
            "zoo:candle-uno?branches=2&layers=3&top=2&hidden=" + Integer.getInteger("braid.hidden", 256);

    private static final int PHASE = 25;
    /** For figures give more, {@code -Dbraid.phases=40}: until everything is compiled, that competes for the cores. */
    private static final int PHASES = Integer.getInteger("braid.phases", 6);
    /** Milliseconds between an answer and the next request. */
    private static final int PAUSE = Integer.getInteger("braid.pause", 10);
    /** The first compiler alone is ready sooner and slower for ever. */
    private static final String COMPILERS =
            PHASES > 6 ? "-XX:+UseSerialGC" : "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    @TempDir
    Path folder;

    /** Asks for short completions, one after another, in every second phase. */
    private static final class Clients implements Consumer<PipelineEvent> {
        private final CompletionClient client;
        private final List<CompletionClient.Output> outputs = Collections.synchronizedList(new ArrayList<>());
        private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
        private final List<List<Double>> seconds = new ArrayList<>();
        private final Thread thread = new Thread(this::ask, "clients");
        private volatile long iteration = -1;
        private volatile boolean over;

        Clients(URI gateway) {
            client = new CompletionClient(gateway, Optional.empty(), Duration.ofSeconds(60));
            for (int i = 0; i < PHASES; i++) {
                seconds.add(new ArrayList<>());
            }
            thread.setDaemon(true);
            thread.start();
        }

        private boolean asks() {
            return iteration >= 0 && iteration / PHASE % 2 == 1;
        }

        private void ask() {
            try {
                while (!over) {
                    if (asks()) {
                        outputs.add(client.complete("model", new int[] {5, 6, 7, 8}, 8));
                    }
                    Thread.sleep(PAUSE);
                }
            } catch (Exception e) {
                errors.add(e.toString());
            }
        }

        @Override
        public void accept(PipelineEvent event) {
            if (event instanceof PipelineEvent.Trained trained) {
                iteration = trained.miniBatch().iteration();
                seconds.get((int) (iteration / PHASE)).add(trained.miniBatch().seconds());
            } else if (event instanceof PipelineEvent.Finished) {
                // The gateway closes when this returns.
                finish();
            }
        }

        private void finish() {
            over = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Over the phases with or without requests, of the second half. */
        double median(int odd) {
            List<Double> all = new ArrayList<>();
            for (int phase = PHASES / 2; phase < PHASES; phase++) {
                if (phase % 2 == odd) {
                    all.addAll(seconds.get(phase));
                }
            }
            Collections.sort(all);
            return all.get(all.size() / 2);
        }
    }

    @Test
    void requestsAreAnsweredWhileTheLossesStayThoseOfPlainDl4j() throws Exception {
        Path served = TestJobs.model(folder.resolve("model"));
        TrainCase job = new TrainCase(folder, MODEL, 200);
        Clients[] clients = new Clients[1];
        job.trainServing(
                job.conf("local-cluster[2,1,1024]")
                        .set("spark.executor.extraJavaOptions", COMPILERS)
                        .set("spark.braid.pipeline.planner", "sequential")
                        .set("spark.braid.train.max.steps", "" + PHASE * PHASES)
                        .set("spark.braid.model", served.toString())
                        .set("spark.braid.serve.port", "0")
                        .set("spark.braid.serve.kv.pages", "64")
                        .set("spark.braid.gateway.port", "0")
                        .set("spark.braid.engine.threads", "1")
                        .set("spark.braid.slo.ttft", "10min"),
                application -> clients[0] = new Clients(application.gateway()));
        assertEquals(2, job.workers());
        assertEquals(List.of(), clients[0].errors);
        List<CompletionClient.Output> outputs = clients[0].outputs;
        assertTrue(outputs.size() >= 3, outputs.size() + " answers");
        List<Double> tpot = outputs.stream()
                .map(CompletionClient.Output::tpotMillis)
                .sorted()
                .toList();
        System.out.printf(
                Locale.ROOT,
                "in the bubbles: %d answers, TPOT p50 %.1f ms, p99 %.1f ms; mini-batch %.2f ms without requests, %.2f"
                        + " ms with%n",
                outputs.size(),
                tpot.get(tpot.size() / 2),
                tpot.get(tpot.size() * 99 / 100),
                1e3 * clients[0].median(0),
                1e3 * clients[0].median(1));
        job.requireLossesOfPlainDl4j(PHASE, 1e-4);
    }
}
