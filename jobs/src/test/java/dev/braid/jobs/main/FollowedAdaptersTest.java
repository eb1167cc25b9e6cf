package dev.braid.jobs.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.jobs.spark.JobMode;
import dev.braid.jobs.spark.storage.VersionFolders;
import dev.braid.ops.sampling.SamplingParams;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedAdaptersTest {
    private static final String PROMPT = "Once upon a time";
    private static final int TOKENS = 12;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private URI gateway;

    @Test
    void aRunningServeAnswersWithTheVersionThatIsSelectedAndWithTheOldOneWhereItCannot() throws Exception {
        Path model = TestJobs.model(folder.resolve("model"));
        Path out = folder.resolve("out");
        SparkConf conf = TestJobs.conf("local[1]", model, out);
        try (BraidApplication application = BraidApplication.start(conf.clone(), JobMode.FINETUNE)) {
            new FinetuneJob(application).run(new JobObserver() {});
        }
        VersionFolders versions =
                VersionFolders.in(out.toString(), new Configuration()).orElseThrow();
        String result = generated(model, out.resolve("adapter"));
        String second = generated(model, out.resolve("versions/2"));
        assertNotEquals(result, second, "versions must differ for this test to see anything");

        conf.set("spark.braid.serve.enabled", "true")
                .set("spark.braid.gateway.enabled", "true")
                .set("spark.braid.serve.adapters.period", "100ms")
                .set("spark.braid.serve.adapters", "mate=" + out);
        try (BraidApplication application = BraidApplication.start(conf, JobMode.SERVE)) {
            new ServeJob(application).start();
            gateway = application.gateway();
            assertEquals(PROMPT + completion(), result);

            versions.select(2);
            awaitVersion(2);
            assertEquals(PROMPT + completion(), second);

            spoil(out.resolve("versions/4"));
            versions.select(4);
            Thread.sleep(1_000);
            assertEquals(2, version(), "what cannot be read leaves served what is served");

            versions.selectResult();
            awaitVersion(0);
            assertEquals(PROMPT + completion(), result);
        }
    }

    private static String generated(Path model, Path adapter) {
        return Generate.run(
                new Generate.Request(model, Optional.of(adapter), PROMPT, TOKENS, SamplingParams.greedy(), 1));
    }

    private static void spoil(Path adapter) throws IOException {
        Path weights = adapter.resolve("adapter_model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length / 2));
    }

    private void awaitVersion(long step) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (version() != step) {
            assertTrue(System.nanoTime() < deadline, "mate is still at " + version() + ", not at " + step);
            Thread.sleep(200);
        }
    }

    private long version() throws Exception {
        return ask(HttpRequest.newBuilder(gateway.resolve("/v1/models/mate")).build())
                .path("version")
                .asLong(-1);
    }

    private String completion() throws Exception {
        return ask(HttpRequest.newBuilder(gateway.resolve("/v1/completions"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"mate\",\"prompt\":\"" + PROMPT
                                + "\",\"temperature\":0,\"ignore_eos\":true,\"max_tokens\":" + TOKENS + "}"))
                        .build())
                .at("/choices/0/text")
                .asText();
    }

    private JsonNode ask(HttpRequest request) throws Exception {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response::body);
        return new ObjectMapper().readTree(response.body());
    }
}
