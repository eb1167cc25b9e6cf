package dev.braid.submit.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.data.text.Tokenizer;
import dev.braid.jobs.engine.CoServingEngine;
import dev.braid.jobs.engine.EngineAssembly;
import dev.braid.jobs.engine.EngineSpec;
import dev.braid.jobs.engine.EngineThread;
import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.sched.SchedulerSettings;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.serve.Sidecar;
import dev.braid.jobs.serve.SidecarSettings;
import dev.braid.jobs.serve.Sources;
import dev.braid.jobs.serve.TokenizerCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bad requests to a server with a real engine: each is refused by name, and nobody else loses anything. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestTest {
    private static final int CONTEXT = 4096;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Tokenizer tokenizer;
    private CoServingEngine engine;
    private EngineThread thread;
    private Sidecar sidecar;
    private String healthy;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        TinyFolder model = TinyFolder.write(folder.resolve("tiny"));
        TinyFolder.editFile(
                model.path().resolve("config.json"), config -> config.put("max_position_embeddings", CONTEXT));
        SchedulerSettings scheduler =
                new SchedulerSettings(64, 4, 100, new Policy.InferenceOnly(), Slo.ofMillis(10_000, 100_000));
        EngineSpec spec = new EngineSpec(
                model.path(),
                "tiny",
                List.of(),
                Optional.empty(),
                scheduler,
                Optional.empty(),
                2 * CONTEXT / 16,
                64,
                1);
        engine = new EngineAssembly(spec).open(System::nanoTime);
        thread = new EngineThread(engine);
        thread.ready().join();
        tokenizer = Tokenizer.open(model.path());
        sidecar = new Sidecar(
                SidecarSettings.loopback(0),
                engine,
                new TokenizerCodec(tokenizer, Optional.empty()),
                Sources.system(),
                List.of());
        healthy = answer();
    }

    @AfterAll
    void stop() {
        sidecar.close();
        thread.close();
        tokenizer.close();
    }

    @AfterEach
    void othersGetTheSameAnswerAsBefore() throws Exception {
        assertEquals(healthy, answer());
        awaitIdle();
    }

    /** A generation that nobody stops ends as well, with all the tokens that were asked for. */
    private void awaitIdle() throws InterruptedException {
        while (engine.status().running() + engine.status().waiting() > 0) {
            Thread.sleep(2);
        }
    }

    private String answer() throws Exception {
        HttpResponse<String> response = post("{\"model\":\"tiny\",\"prompt\":\"Tom has\",\"max_tokens\":5,"
                + "\"temperature\":0,\"ignore_eos\":true}");
        assertEquals(200, response.statusCode(), response.body());
        return json(response).at("/choices/0/text").asText();
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + sidecar.address().getPort() + "/v1/completions");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    private JsonNode refused(int status, String body, String... parts) throws Exception {
        HttpResponse<String> response = post(body);
        assertEquals(status, response.statusCode(), response.body());
        JsonNode error = json(response).path("error");
        String type = status == 404 ? "not_found_error" : "invalid_request_error";
        assertEquals(type, error.path("type").asText(), response.body());
        for (String part : parts) {
            assertTrue(error.path("message").asText().contains(part), response.body());
        }
        return error;
    }

    @Test
    void invalidJson() throws Exception {
        refused(400, "{\"model\":\"tiny\",", "not valid JSON");
    }

    @Test
    void unknownModel() throws Exception {
        JsonNode error = refused(404, "{\"model\":\"tinny\",\"prompt\":\"a\"}", "tinny", "tiny");
        assertEquals("model_not_found", error.path("code").asText());
    }

    @Test
    void promptLongerThanTheContext() throws Exception {
        JsonNode error = refused(
                400,
                "{\"model\":\"tiny\",\"stream\":true,\"prompt\":\"" + "zq".repeat(2 * CONTEXT) + "\"}",
                "" + CONTEXT,
                "tokens");
        assertEquals("context_length_exceeded", error.path("code").asText());
    }

    @Test
    void aFieldOfTheWrongType() throws Exception {
        refused(400, "{\"model\":\"tiny\",\"prompt\":{}}", "prompt is an object");
    }

    @Test
    void portInUse() {
        int taken = sidecar.address().getPort();
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> new Sidecar(
                        SidecarSettings.loopback(taken),
                        engine,
                        new TokenizerCodec(tokenizer, Optional.empty()),
                        Sources.system(),
                        List.of()));
        assertTrue(e.getMessage().contains("port " + taken + " on 127.0.0.1"), e::getMessage);
        assertTrue(e.getMessage().contains("set spark.braid.serve.port to another"), e::getMessage);
    }

    @Test
    void aClientThatDisconnectsStopsItsGeneration() throws Exception {
        int asked = CONTEXT - 100;
        long before = engine.status().generatedTokens();
        String body = "{\"model\":\"tiny\",\"prompt\":\"Tom\",\"max_tokens\":" + asked
                + ",\"stream\":true,\"ignore_eos\":true}";
        try (Socket socket = new Socket("127.0.0.1", sidecar.address().getPort())) {
            String head = "POST /v1/completions HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n"
                    + "content-length: " + body.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            in.readNBytes(400);
            socket.setSoLinger(true, 0);
        }
        awaitIdle();
        long generated = engine.status().generatedTokens() - before;
        assertTrue(generated > 0 && generated < asked, "generated " + generated + " of " + asked);
    }
}
