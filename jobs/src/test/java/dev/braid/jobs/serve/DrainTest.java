package dev.braid.jobs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.http.Secret;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final String SHORT = "{\"model\":\"base\",\"prompt\":\"abc\"}";
    private static final String LONG = "{\"model\":\"base\",\"prompt\":\"?\",\"max_tokens\":300,\"stream\":true}";

    private final SidecarFixture fixture = new SidecarFixture(
            request -> FakeEngine.prompt(request).equals("?") ? FakeEngine.FOREVER : "x",
            SidecarSettings.loopback(0).withJobSecret(new Secret("job")),
            List.of());
    private final Http http = fixture.http;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void streamsInFlightEndAndNewRequestsAreSentAway() throws Exception {
        try (Socket stream = http.raw("/v1/completions", LONG)) {
            Http.readUntil(stream, "\"text\":\"x");
            fixture.engine.hold();
            fixture.sidecar.drain();
            fixture.sidecar.drain();
            assertEquals(1, fixture.sidecar.inFlight());
            HttpResponse<String> refused = http.post("/v1/completions", SHORT);
            assertEquals(503, refused.statusCode(), refused.body());
            assertEquals("1", refused.headers().firstValue("retry-after").orElse(""));
            HttpResponse<String> health = http.get("/health");
            assertEquals(503, health.statusCode());
            assertEquals("draining", Http.json(health.body()).get("status").asText());
            fixture.engine.release();
            Http.readUntil(stream, "[DONE]");
        }
        Http.await("empty", () -> fixture.sidecar.inFlight() == 0);
    }

    @Test
    void theDriverAloneMayAskForIt() throws Exception {
        assertEquals(401, http.post("/control/drain", "").statusCode());
        assertEquals(200, http.post("/v1/completions", SHORT).statusCode());
        HttpResponse<String> drained = http.post("/control/drain", "", "braid-job-secret", "job");
        assertEquals(200, drained.statusCode());
        assertTrue(Http.json(drained.body()).has("in_flight"), drained.body());
        assertEquals(503, http.post("/v1/completions", SHORT).statusCode());
    }
}
