package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.control.LedgerReader;
import dev.braid.jobs.engine.Attainment;
import dev.braid.jobs.spark.BraidSpark;
import dev.braid.jobs.spark.ExecutorInfo;
import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.spark.Tls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More clients at once than two executors and their queues hold. */
@Tag("cluster")
class ManyClientsTest {
    private static final int CLIENTS = 64;
    private static final int TOKENS = 100;
    private static final int ROUNDS = 3;

    @TempDir
    Path folder;

    @Test
    void theQueueIsFullForSomeAndTheOthersAreServedWithinTheirTarget() throws Exception {
        SparkConf conf = TestJobs.conf(
                        "local-cluster[2,1,1024]", TestJobs.model(folder.resolve("model")), folder.resolve("out"))
                .set("spark.braid.serve.enabled", "true")
                .set("spark.braid.gateway.enabled", "true")
                .set("spark.braid.serve.max.sequences", "6")
                .set("spark.braid.serve.max.queue", "6")
                .set("spark.braid.slo.tpot", "250ms")
                .set("spark.braid.slo.ttft", "1min")
                .set("spark.executor.memory", "512m")
                .set("spark.executor.memoryOverhead", "512m")
                .set("spark.executor.extraClassPath", System.getProperty("surefire.test.class.path"));
        try (BraidApplication application = BraidApplication.start(conf, JobMode.SERVE)) {
            List<ExecutorInfo> executors = application.awaitExecutors();
            application.awaitReady(executors.size());
            long served = 0;
            long refused = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (HttpResponse<String> response : ask(application.gateway())) {
                    if (response.statusCode() == 429) {
                        int seconds = Integer.parseInt(
                                response.headers().firstValue("retry-after").orElseThrow());
                        assertTrue(seconds >= 1, response::body);
                        refused++;
                    } else {
                        assertEquals(200, response.statusCode(), response::body);
                        assertTrue(
                                response.body().contains("\"completion_tokens\":" + TOKENS)
                                        && response.body().strip().endsWith("data: [DONE]"),
                                response::body);
                        served++;
                    }
                }
            }
            LedgerReader ledgers = new LedgerReader(
                    BraidSpark.secret(application.session().sparkContext()), Tls.members(application.conf()));
            long within = 0;
            for (ExecutorInfo executor : executors) {
                Attainment attainment = ledgers.read(executor.address()).attainment();
                within += attainment.tpot();
                System.out.println("executor " + executor.id() + ": " + attainment);
            }
            System.out.println(served + " served, " + refused + " refused, " + within + " within the TPOT target");
            assertTrue(refused > 0 && served >= ROUNDS * 24, served + " served, " + refused + " refused");
            assertEquals(served, within, "served within the TPOT target");
        }
    }

    private static List<HttpResponse<String>> ask(URI gateway) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(gateway.resolve("/v1/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"model\",\"prompt\":\"Once upon\",\"max_tokens\":" + TOKENS
                                + ",\"ignore_eos\":true,\"stream\":true,\"stream_options\":{\"include_usage\":true}}"))
                .build();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            answers.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }
}
