package dev.braid.jobs.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.serve.FakeEngine;
import dev.braid.jobs.serve.Http;
import dev.braid.jobs.serve.SidecarFixture;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final String LONG = "{\"model\":\"base\",\"prompt\":\"?\",\"max_tokens\":100,\"stream\":true}";

    private final Gateway gateway =
            new Gateway(GatewaySettings.loopback(0).withLimits(new GatewayLimits(4, 6, Duration.ofSeconds(20))));
    private final Http http = new Http(gateway.address());
    private final SidecarFixture sidecar = new SidecarFixture(request -> FakeEngine.FOREVER);

    @AfterEach
    void close() {
        gateway.closeAsync();
        sidecar.close();
    }

    private void join() throws InterruptedException {
        gateway.members()
                .join(URI.create("http://127.0.0.1:" + sidecar.sidecar.address().getPort()));
        Http.await("ready", () -> gateway.members().ready() == 1);
    }

    private CompletableFuture<HttpResponse<String>> ask() {
        return http.client().sendAsync(http.posting("/v1/completions", LONG), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whatTheQueueDoesNotHoldIsSentAwayAndAllElseServed() throws Exception {
        join();
        sidecar.engine.hold();
        List<CompletableFuture<HttpResponse<String>>> answers =
                IntStream.range(0, 64).mapToObj(i -> ask()).toList();
        Http.await(
                "54 are sent away",
                () -> answers.stream().filter(CompletableFuture::isDone).count() == 54);
        Http.await("four are inside", () -> sidecar.engine.active() == 4);
        sidecar.engine.release();
        int served = 0;
        for (CompletableFuture<HttpResponse<String>> each : answers) {
            HttpResponse<String> answer = each.join();
            if (answer.statusCode() == 200) {
                served++;
                // A hundred tokens, and the event that ends them.
                assertTrue(Http.events(answer.body()).size() >= 100, answer.body());
            } else {
                assertEquals(429, answer.statusCode(), answer.body());
                assertEquals("1", answer.headers().firstValue("retry-after").orElse(""));
            }
        }
        assertEquals(10, served);
    }

    @Test
    void aClientThatLeavesTheQueueGivesItsPlaceUp() throws Exception {
        join();
        sidecar.engine.hold();
        List<CompletableFuture<HttpResponse<String>>> inside =
                IntStream.range(0, 4).mapToObj(i -> ask()).toList();
        Http.await("inside", () -> sidecar.engine.active() == 4);
        for (int i = 0; i < 12; i++) {
            try (Socket waiting = http.raw("/v1/completions", LONG)) {
                assertTrue(waiting.isConnected());
            }
        }
        CompletableFuture<HttpResponse<String>> last = ask();
        sidecar.engine.release();
        inside.forEach(each -> assertEquals(200, each.join().statusCode()));
        assertTrue(List.of(200, 429).contains(last.join().statusCode()));
        // Nobody's place is lost: all can be taken again.
        Http.await("empty", () -> sidecar.engine.active() == 0);
        List<CompletableFuture<HttpResponse<String>>> again =
                IntStream.range(0, 10).mapToObj(i -> ask()).toList();
        again.forEach(each -> assertEquals(200, each.join().statusCode()));
    }

    @Test
    void aClosingGatewayEndsWhatItHasBegun() throws Exception {
        join();
        try (Socket stream = http.raw("/v1/completions", LONG)) {
            Http.readUntil(stream, "\"text\":\"x");
            sidecar.engine.hold();
            CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> {
                try {
                    gateway.drain();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Http.await("closing", () -> http.get("/v1/models").statusCode() == 503);
            assertTrue(!drained.isDone(), "a stream is in flight");
            sidecar.engine.release();
            Http.readUntil(stream, "[DONE]");
            drained.join();
        }
    }

    @Test
    void aClientThatDribblesItsHeadersIsClosed() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gateway.address().getPort())) {
            socket.getOutputStream().write("GET /health HTTP/1.1\r\nx: ".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(200);
            Http.await("closed", () -> closed(socket));
        }
    }

    private static boolean closed(Socket socket) {
        try {
            socket.getOutputStream().write('a');
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (java.io.IOException reset) {
            return true;
        }
    }
}
