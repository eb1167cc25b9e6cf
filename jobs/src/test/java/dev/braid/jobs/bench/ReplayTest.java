package dev.braid.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.jobs.client.CompletionClient;
import dev.braid.jobs.engine.GenerationRequest;
import dev.braid.jobs.sched.Slo;
import dev.braid.jobs.serve.SidecarFixture;
import dev.braid.jobs.trace.Arrival;
import dev.braid.jobs.trace.Trace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replays against the real sidecar before an engine that says what it is told. */
@Timeout(60)
class ReplayTest {
    private static final Slo PATIENT = Slo.ofMillis(60_000, 60_000);
    private static final Trace TRACE =
            new Trace(0.2, List.of(new Arrival(0, 3, 4), new Arrival(0.05, 70, 1), new Arrival(0.1, 9, 30)));

    private static Replay replay(SidecarFixture server, Slo slo) {
        URI url = URI.create("http://127.0.0.1:" + server.sidecar.address().getPort());
        CompletionClient client = new CompletionClient(url, Optional.empty(), Duration.ofSeconds(20));
        return new Replay(client, server.engine.models().get(0).name(), slo, line -> {});
    }

    private static String output(Queue<GenerationRequest> seen, GenerationRequest request) {
        seen.add(request);
        return "x".repeat(request.maxTokens());
    }

    @Test
    void requestsHaveTheLengthsOfTheTrace(@TempDir Path folder) throws Exception {
        Queue<GenerationRequest> seen = new ConcurrentLinkedQueue<>();
        try (SidecarFixture server = new SidecarFixture(request -> output(seen, request))) {
            ReplayReport report = replay(server, PATIENT).run(TRACE, 1);
            assertEquals(List.of(3, 4, 70, 1, 9, 30), lengths(seen));
            assertEquals(3, report.outputs().size(), report::text);
            assertEquals(1, report.attainment());
            assertEquals(
                    List.of(1, 4, 30),
                    report.outputs().stream()
                            .map(CompletionClient.Output::tokens)
                            .sorted()
                            .toList());
            report.writeJson(folder.resolve("replay.json"));
            JsonNode json =
                    new ObjectMapper().readTree(folder.resolve("replay.json").toFile());
            assertEquals(3, json.get("answered").asInt());
            assertTrue(json.at("/ttft_ms/p99").asDouble() > 0);
        }
    }

    private static List<Integer> lengths(Queue<GenerationRequest> seen) {
        return seen.stream()
                .flatMap(request -> List.of(request.prompt().length, request.maxTokens()).stream())
                .collect(Collectors.toList());
    }

    @Test
    void whatComesTooLateDoesNotAttain() throws Exception {
        try (SidecarFixture server = new SidecarFixture(request -> "x".repeat(request.maxTokens()))) {
            assertEquals(0, replay(server, new Slo(1, 1)).run(TRACE, 1).attainment());
        }
    }

    @Test
    void aModelThatIsNotServedFailsEveryRequest() throws Exception {
        try (SidecarFixture server = new SidecarFixture(request -> "x")) {
            URI url = URI.create("http://127.0.0.1:" + server.sidecar.address().getPort());
            CompletionClient client = new CompletionClient(url, Optional.empty(), Duration.ofSeconds(20));
            ReplayReport report = new Replay(client, "nobody", PATIENT, line -> {}).run(TRACE, 1);
            assertEquals(3, report.failed());
            assertEquals(0, report.attainment());
            assertTrue(report.text().contains("nobody"), report::text);
        }
    }

    @Test
    void aServerThatIsNotThereIsAnError() {
        CompletionClient client =
                new CompletionClient(URI.create("http://127.0.0.1:1"), Optional.empty(), Duration.ofSeconds(2));
        assertThrows(IOException.class, () -> new Replay(client, "m", PATIENT, line -> {}).run(TRACE, 1));
    }
}
