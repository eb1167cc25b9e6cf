package dev.braid.jobs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SidecarStreamsTest {
    private static final String ENDLESS = "{\"model\":\"base\",\"prompt\":\"?\",\"max_tokens\":1900";

    private final SidecarFixture it = new SidecarFixture(request -> {
        String prompt = FakeEngine.prompt(request);
        return prompt.equals("?") ? FakeEngine.FOREVER : prompt;
    });

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void deliversFiftyStreamsAtOnceToTheLetter() {
        List<String> prompts = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String prompt = ("stream " + i + " ").repeat(10);
            prompts.add(prompt);
            String body = "{\"model\":\"base\",\"stream\":true,\"max_tokens\":400,\"prompt\":\"" + prompt + "\"}";
            answers.add(it.http
                    .client()
                    .sendAsync(it.http.posting("/v1/completions", body), HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < 50; i++) {
            List<JsonNode> events = Http.events(answers.get(i).join().body());
            String text = events.stream()
                    .map(event -> event.at("/choices/0/text").asText())
                    .collect(Collectors.joining());
            assertEquals(prompts.get(i), text);
            assertEquals(
                    "stop",
                    events.get(events.size() - 1).at("/choices/0/finish_reason").asText());
        }
    }

    @Test
    void aStreamThatTheClientLeavesEnds() throws Exception {
        try (Socket socket = it.http.raw("/v1/completions", ENDLESS + ",\"stream\":true,\"n\":3}")) {
            Http.readUntil(socket, "data: ");
            assertEquals(3, it.engine.active());
        }
        Http.await("all three cancelled", () -> it.engine.cancelled() == 3 && it.engine.active() == 0);
    }

    @Test
    void anAnswerThatTheClientDoesNotAwaitEnds() throws Exception {
        try (Socket socket = it.http.raw("/v1/completions", ENDLESS + "}")) {
            Http.await("started", () -> it.engine.active() == 1);
            assertTrue(socket.isConnected());
        }
        Http.await("cancelled", () -> it.engine.cancelled() == 1 && it.engine.active() == 0);
        assertTrue(it.http.get("/metrics").body().contains("finished_reason=\"abort\"} 1.0"));
    }

    @Test
    void aFailureMidStreamIsAnEvent() {
        String body = "{\"model\":\"base\",\"prompt\":\"abc!def\",\"stream\":true}";
        HttpResponse<String> response = it.http.post("/v1/completions", body);
        assertEquals(200, response.statusCode());
        List<JsonNode> events = Http.events(response.body());
        assertEquals("c", events.get(2).at("/choices/0/text").asText());
        assertEquals("server_error", events.get(3).at("/error/type").asText());
        assertEquals(4, events.size());
    }

    @Test
    void aFailureOfAWholeAnswerIsAnError() {
        HttpResponse<String> response = it.http.post("/v1/completions", "{\"model\":\"base\",\"prompt\":\"abc!\"}");
        assertEquals(500, response.statusCode());
        assertEquals(
                "server_error", Http.json(response.body()).at("/error/type").asText());
    }

    @Test
    void oneAnswerThatCannotBeServedEndsTheOthers() throws Exception {
        String body = ENDLESS + ",\"n\":2,\"stream\":true}";
        HttpResponse<String> refused =
                it.http.post("/v1/completions", body.replace("\"?\"", "[\"?\",\"" + "y".repeat(300) + "\"]"));
        assertEquals(400, refused.statusCode(), "a prompt that is too long is a 400 even when streaming");
        assertEquals(
                "context_length_exceeded",
                Http.json(refused.body()).at("/error/code").asText());
        Http.await("idle", () -> it.engine.active() == 0);
    }

    @Test
    void closingTheSidecarEndsItsStreams() throws Exception {
        try (Socket socket = it.http.raw("/v1/completions", ENDLESS + ",\"stream\":true}")) {
            Http.readUntil(socket, "data: ");
            it.sidecar.close();
            Http.await("cancelled", () -> it.engine.cancelled() == 1);
        }
    }
}
