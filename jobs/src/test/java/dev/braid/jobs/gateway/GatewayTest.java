package dev.braid.jobs.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.jobs.engine.EngineStatus.Readiness;
import dev.braid.jobs.engine.RequestRejectedException.Reason;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.http.Secret;
import dev.braid.jobs.serve.FakeEngine;
import dev.braid.jobs.serve.Http;
import dev.braid.jobs.serve.SidecarFixture;
import dev.braid.jobs.serve.SidecarSettings;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayTest {
    private static final String ENDLESS = "{\"model\":\"base\",\"prompt\":\"?\",\"max_tokens\":1900,\"stream\":true}";
    private static final String ASK = "{\"model\":\"base\",\"prompt\":\"abc\"}";

    private final Gateway gateway = new Gateway(GatewaySettings.loopback(0).withMemberTimeout(Duration.ofMinutes(1)));
    private final Http http = new Http(gateway.address());
    private final List<SidecarFixture> sidecars = new ArrayList<>();

    @AfterEach
    void close() {
        gateway.closeAsync();
        sidecars.forEach(SidecarFixture::close);
    }

    private static URI address(SidecarFixture sidecar) {
        return URI.create("http://127.0.0.1:" + sidecar.sidecar.address().getPort());
    }

    private SidecarFixture join() throws InterruptedException {
        SidecarFixture sidecar = new SidecarFixture(request -> {
            String prompt = FakeEngine.prompt(request);
            return prompt.equals("?") ? FakeEngine.FOREVER : prompt;
        });
        sidecars.add(sidecar);
        join(gateway, address(sidecar));
        return sidecar;
    }

    private static void join(Gateway gateway, URI address) throws InterruptedException {
        long ready = gateway.members().ready();
        gateway.members().join(address);
        Http.await("ready", () -> gateway.members().ready() > ready);
    }

    @Test
    void spreadsFiftyStreamsAndPassesThemToTheLetter() throws Exception {
        List<SidecarFixture> three = List.of(join(), join(), join());
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String body = "{\"model\":\"base\",\"stream\":true,\"max_tokens\":400,\"prompt\":\"" + prompt(i) + "\"}";
            answers.add(http.client()
                    .sendAsync(http.posting("/v1/completions", body), HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < 50; i++) {
            HttpResponse<String> answer = answers.get(i).join();
            assertTrue(answer.headers().firstValue("content-type").orElse("").startsWith("text/event-stream"));
            String text = Http.events(answer.body()).stream()
                    .map(event -> event.at("/choices/0/text").asText())
                    .collect(Collectors.joining());
            assertEquals(prompt(i), text);
        }
        three.forEach(each -> assertTrue(each.engine.requests().size() > 5, "everyone has work"));
        assertTrue(gateway.members().all().stream().allMatch(member -> member.inFlight() == 0));
        assertTrue(http.get("/metrics").body().contains("braid:gateway_requests_total 50.0"));
    }

    private static String prompt(int i) {
        return ("stream " + i + " ").repeat(10);
    }

    @Test
    void isReadyWhenAMemberIs() throws Exception {
        HttpResponse<String> nobody = http.post("/v1/completions", ASK);
        assertEquals(503, nobody.statusCode());
        assertTrue(nobody.body().contains("0 have joined"), nobody.body());
        assertEquals("1", nobody.headers().firstValue("retry-after").orElse(""));
        assertEquals(503, http.get("/health").statusCode());
        SidecarFixture only = join();
        assertEquals(200, http.get("/health").statusCode());
        assertTrue(http.get("/v1/models").body().contains("tales"));
        only.engine.become(Readiness.STOPPING);
        Http.await("no longer ready", () -> gateway.members().ready() == 0);
        assertEquals(503, http.get("/health").statusCode());
        only.engine.become(Readiness.READY);
        Http.await("ready again", () -> gateway.members().ready() == 1);
        gateway.members().replace(Set.of());
        assertEquals(503, http.post("/v1/completions", ASK).statusCode());
    }

    @Test
    void passesTokenizingOn() throws Exception {
        join();
        HttpResponse<String> tokens = http.post("/tokenize", "{\"model\":\"base\",\"prompt\":\"abc\"}");
        assertEquals(200, tokens.statusCode(), tokens.body());
        assertEquals(
                sidecars.get(0).http.post("/tokenize", "{\"prompt\":\"abc\"}").body(), tokens.body());
        assertEquals(200, http.post("/detokenize", "{\"tokens\":[97,98]}").statusCode());
    }

    @Test
    void aClientThatLeavesEndsItsGeneration() throws Exception {
        SidecarFixture only = join();
        try (Socket socket = http.raw("/v1/completions", ENDLESS)) {
            Http.readUntil(socket, "\"text\":\"x");
        }
        Http.await("cancelled", () -> only.engine.cancelled() == 1 && only.engine.active() == 0);
        try (Socket socket = http.raw("/v1/completions", ENDLESS.replace("true", "false"))) {
            Http.await("started", () -> only.engine.active() == 1);
            assertTrue(socket.isConnected());
        }
        Http.await("cancelled", () -> only.engine.cancelled() == 2 && only.engine.active() == 0);
        Http.await("free", () -> gateway.members().all().get(0).inFlight() == 0);
    }

    @Test
    void aClientThatLeavesDoesNotCostTheMember() throws Exception {
        SidecarFixture only = join();
        for (int i = 0; i < 10; i++) {
            long before = only.engine.status().generatedTokens();
            try (Socket socket = http.raw("/v1/completions", ENDLESS.replace("true", "false"))) {
                Http.await("started", () -> only.engine.active() == 1);
                assertTrue(socket.isConnected());
            }
            Http.await("cancelled", () -> only.engine.active() == 0);
            long wasted = only.engine.status().generatedTokens() - before;
            assertTrue(wasted < 800, wasted + " tokens were generated for nobody");
            HttpResponse<String> next = http.post("/v1/completions", ASK);
            assertEquals(200, next.statusCode(), next.body());
        }
    }

    @Test
    void passesErrorsOn() throws Exception {
        SidecarFixture only = join();
        HttpResponse<String> bad = http.post("/v1/completions", ASK.replace("\"abc\"", "7"));
        assertEquals(400, bad.statusCode());
        assertEquals("prompt", Http.json(bad.body()).at("/error/param").asText());
        assertEquals(404, http.get("/v2/x").statusCode());
        only.engine.refuse(Optional.of(Reason.OVERLOADED));
        HttpResponse<String> overloaded = http.post("/v1/completions", ASK);
        assertEquals(429, overloaded.statusCode());
        assertEquals("1", overloaded.headers().firstValue("retry-after").orElse(""));
        assertTrue(overloaded.body().contains("refused as the test wants it"));
    }

    @Test
    void asksAnotherMemberWhenOneHasNoRoom() throws Exception {
        join().engine.refuse(Optional.of(Reason.OVERLOADED));
        join();
        for (int i = 0; i < 4; i++) {
            assertEquals(200, http.post("/v1/completions", ASK).statusCode());
        }
    }

    @Test
    void asksAnotherMemberWhenOneHangsUp() throws Exception {
        try (RawMember bad = new RawMember(RawMember.Manner.HANG_UP)) {
            join();
            join(gateway, bad.address());
            for (int i = 0; i < 10; i++) {
                assertEquals(200, http.post("/v1/completions", ASK).statusCode());
                Http.await("ready again", () -> gateway.members().ready() == 2);
            }
            assertTrue(bad.asked() > 2, "it was tried");
        }
    }

    @Test
    void asksAnotherMemberWhenOneHangs() throws Exception {
        Gateway impatient = new Gateway(GatewaySettings.loopback(0).withMemberTimeout(Duration.ofSeconds(2)));
        try (RawMember bad = new RawMember(RawMember.Manner.HANG)) {
            join(impatient, bad.address());
            Http own = new Http(impatient.address());
            CompletableFuture<HttpResponse<String>> answer =
                    own.client().sendAsync(own.posting("/v1/completions", ASK), HttpResponse.BodyHandlers.ofString());
            Http.await("asked", () -> bad.asked() == 1);
            join(impatient, address(join()));
            assertEquals(200, answer.join().statusCode());
        } finally {
            impatient.closeAsync();
        }
    }

    @Test
    void aStreamThatBreaksOffEndsWithAnErrorEvent() throws Exception {
        try (RawMember bad = new RawMember(RawMember.Manner.BREAK_OFF)) {
            join(gateway, bad.address());
            List<JsonNode> events =
                    Http.events(http.post("/v1/completions", ENDLESS).body());
            assertEquals("{\"n\":1}", events.get(0).toString());
            assertEquals("server_error", events.get(1).at("/error/type").asText());
            assertEquals(2, events.size(), "nothing of the half event");
        }
    }

    @Test
    void aMemberThatGoesDownCostsBegunStreamsOnly() throws Exception {
        SidecarFixture first = join();
        CompletableFuture<HttpResponse<String>> begun =
                http.client().sendAsync(http.posting("/v1/completions", ENDLESS), HttpResponse.BodyHandlers.ofString());
        Http.await("streaming", () -> first.engine.status().generatedTokens() > 3);
        join();
        List<CompletableFuture<HttpResponse<String>>> others = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String body = "{\"model\":\"base\",\"max_tokens\":400,\"prompt\":\"" + "z".repeat(150) + "\"}";
            others.add(http.client()
                    .sendAsync(http.posting("/v1/completions", body), HttpResponse.BodyHandlers.ofString()));
        }
        Http.await("both work", () -> first.engine.active() > 5);
        first.sidecar.close();
        for (CompletableFuture<HttpResponse<String>> other : others) {
            assertEquals(200, other.join().statusCode(), other.join().body());
            assertEquals(
                    "z".repeat(150),
                    Http.json(other.join().body()).at("/choices/0/text").asText());
        }
        List<JsonNode> events = Http.events(begun.join().body());
        assertEquals(
                "server_error", events.get(events.size() - 1).at("/error/type").asText());
    }

    @Test
    void keepsTheClientsTokenAndShowsItsOwn() throws Exception {
        Secret client = new Secret("client");
        Secret member = new Secret("member");
        SidecarFixture sidecar =
                new SidecarFixture(request -> "ok", SidecarSettings.loopback(0).withToken(member), List.of());
        sidecars.add(sidecar);
        Gateway guarded = new Gateway(GatewaySettings.loopback(0).withTokens(client, member));
        try {
            Http own = new Http(guarded.address());
            join(guarded, address(sidecar));
            assertEquals(200, own.get("/health").statusCode());
            assertEquals(401, own.post("/v1/completions", ASK).statusCode());
            assertEquals(
                    401,
                    own.post("/v1/completions", ASK, "authorization", "Bearer member")
                            .statusCode());
            assertEquals(
                    200,
                    own.post("/v1/completions", ASK, "authorization", "Bearer client")
                            .statusCode());
            assertEquals(401, own.get("/metrics").statusCode());
        } finally {
            guarded.closeAsync();
        }
    }

    @Test
    void namesItsKeysWhenItCannotListen() {
        int port = gateway.address().getPort();
        IllegalStateException taken =
                assertThrows(IllegalStateException.class, () -> new Gateway(GatewaySettings.loopback(port)));
        assertTrue(taken.getMessage().contains("port " + port), taken.getMessage());
        assertTrue(taken.getMessage().contains("spark.braid.gateway.port"), taken.getMessage());
        GatewaySettings loopback = GatewaySettings.loopback(0);
        GatewaySettings open = new GatewaySettings(
                new ListenAddress("0.0.0.0", 0, GatewaySettings.KEYS),
                loopback.token(),
                loopback.memberToken(),
                loopback.maxBody(),
                loopback.times(),
                loopback.memberTimeout(),
                loopback.memberTrust(),
                loopback.limits(),
                loopback.stickyPrefix());
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> new Gateway(open));
        assertTrue(refused.getMessage().contains("spark.braid.gateway.token.file"), refused.getMessage());
        assertFalse(refused.getMessage().contains("serve"));
    }
}
