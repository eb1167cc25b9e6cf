package dev.braid.jobs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.braid.jobs.engine.EngineStatus.Readiness;
import dev.braid.jobs.engine.RequestRejectedException.Reason;
import dev.braid.jobs.http.ConnectionTimes;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.http.RequestIds;
import dev.braid.jobs.http.Secret;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SidecarRulesTest {
    private static final String ASK = "{\"model\":\"base\",\"prompt\":\"a\"}";

    @Test
    void isHealthyOnceTheEngineHasWarmedUp() {
        try (SidecarFixture it = new SidecarFixture(request -> "x")) {
            it.engine.become(Readiness.WARMING_UP);
            assertEquals(503, it.http.get("/health").statusCode());
            assertTrue(it.http.get("/health").body().contains("warming_up"));
            it.engine.become(Readiness.READY);
            assertEquals(200, it.http.get("/health").statusCode());
        }
    }

    @Test
    void asksForTheTokenEverywhereButAtHealth() {
        SidecarSettings settings = SidecarSettings.loopback(0).withToken(new Secret("s3cret"));
        try (SidecarFixture it = new SidecarFixture(request -> "x", settings, List.of())) {
            assertEquals(200, it.http.get("/health").statusCode());
            for (String path : List.of("/v1/models", "/metrics", "/version", "/nowhere", "/control/versions")) {
                HttpResponse<String> refused = it.http.get(path, "authorization", "Bearer s3cre");
                assertEquals(401, refused.statusCode(), path);
                assertEquals("authentication_error", error(refused).path("type").asText());
            }
            assertEquals(401, it.http.post("/v1/completions", ASK).statusCode());
            assertEquals(
                    200,
                    it.http
                            .post("/v1/completions", ASK, "authorization", "Bearer s3cret")
                            .statusCode());
            assertEquals(
                    200,
                    it.http.get("/v1/models", "authorization", "bearer s3cret").statusCode());
        }
    }

    @Test
    void controlIsForTheDriverAlone() {
        SidecarSettings settings = SidecarSettings.loopback(0)
                .withToken(new Secret("user"))
                .withJobSecret(new Secret("job"))
                .withMaxBody(10);
        ControlRoute route = new ControlRoute(
                HttpMethod.POST,
                "/control/versions",
                1000,
                (ctx, req) -> com.linecorp.armeria.common.HttpResponse.of(req.aggregate()
                        .thenApply(whole -> com.linecorp.armeria.common.HttpResponse.of(
                                "took " + whole.content().length()))));
        try (SidecarFixture it = new SidecarFixture(request -> "x", settings, List.of(route))) {
            String body = "\"" + "x".repeat(100) + "\"";
            assertEquals(
                    401,
                    it.http
                            .post("/control/versions", body, "authorization", "Bearer user")
                            .statusCode());
            assertEquals(
                    401,
                    it.http
                            .post("/control/versions", body, "braid-job-secret", "user")
                            .statusCode());
            assertEquals(
                    "took 102",
                    it.http
                            .post("/control/versions", body, "braid-job-secret", "job")
                            .body());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new SidecarFixture(request -> "x", SidecarSettings.loopback(0), List.of(route)));
    }

    @Test
    void withoutATokenItListensOnLoopbackAlone() {
        SidecarSettings open =
                SidecarSettings.loopback(0).withListen(new ListenAddress("0.0.0.0", 0, SidecarSettings.KEYS));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new SidecarFixture(request -> "x", open, List.of()));
        assertTrue(refused.getMessage().contains("spark.braid.serve.token.file"), refused.getMessage());
        new SidecarFixture(request -> "x", open.withToken(new Secret("t")), List.of()).close();
    }

    @Test
    void aPortInUseIsNamedWithItsKey() {
        try (SidecarFixture it = new SidecarFixture(request -> "x")) {
            int port = it.sidecar.address().getPort();
            IllegalStateException refused = assertThrows(
                    IllegalStateException.class,
                    () -> new SidecarFixture(request -> "x", SidecarSettings.loopback(port), List.of()));
            assertTrue(refused.getMessage().contains("port " + port), refused.getMessage());
            assertTrue(refused.getMessage().contains("spark.braid.serve.port"), refused.getMessage());
        }
    }

    @Test
    void tellsErrorsOfTheServerAsBodies() {
        try (SidecarFixture it = new SidecarFixture(request -> "x")) {
            assertError(404, it.http.get("/v1/nowhere"));
            assertError(405, it.http.get("/v1/completions"));
            assertError(404, it.http.get("/v1/models/nobody"));
            HttpRequest form = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + it.sidecar.address().getPort() + "/v1/completions"))
                    .header("content-type", "text/csv")
                    .POST(HttpRequest.BodyPublishers.ofString(ASK))
                    .build();
            assertError(415, it.http.send(form));
        }
    }

    @Test
    void refusesBodiesThatAreTooLarge() {
        SidecarSettings small = SidecarSettings.loopback(0).withMaxBody(100);
        try (SidecarFixture it = new SidecarFixture(request -> "x", small, List.of())) {
            HttpResponse<String> refused = it.http.post("/v1/completions", " ".repeat(200) + ASK);
            assertError(413, refused);
            assertTrue(refused.body().contains("larger than 100 bytes"), refused.body());
            assertEquals(200, it.http.post("/v1/completions", ASK).statusCode());
        }
    }

    private static ConnectionTimes times(Duration body) {
        return new ConnectionTimes(ConnectionTimes.DEFAULT.header(), body, ConnectionTimes.DEFAULT.idle());
    }

    @Test
    void everyAnswerHasTheIdOfItsRequest() {
        try (SidecarFixture it = new SidecarFixture(request -> "x")) {
            assertEquals("run-7:a", id(it.http, "run-7:a"));
            for (String forged : List.of("", "two words", "x".repeat(129))) {
                String given = id(it.http, forged);
                assertTrue(given.length() == 36 && !given.equals(id(it.http, forged)), given);
            }
        }
    }

    private static String id(Http http, String shown) {
        HttpResponse<String> answer = http.post("/v1/completions", ASK, RequestIds.HEADER, shown);
        assertEquals(200, answer.statusCode());
        return answer.headers().firstValue(RequestIds.HEADER).orElse("");
    }

    @Test
    void doesNotWaitForeverForABody() throws Exception {
        SidecarSettings hasty = SidecarSettings.loopback(0).withTimes(times(Duration.ofMillis(300)));
        try (SidecarFixture it = new SidecarFixture(request -> "slow ".repeat(150), hasty, List.of());
                Socket socket = new Socket("127.0.0.1", it.sidecar.address().getPort())) {
            String head = "POST /v1/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            Http.readUntil(socket, "HTTP/1.1 408");
            String answer = it.http
                    .post("/v1/completions", "{\"model\":\"base\",\"prompt\":\"a\",\"max_tokens\":700}")
                    .body();
            assertTrue(answer.contains("slow"), "the time limit is for the body, not for the answer: " + answer);
        }
    }

    @Test
    void tellsWhyTheEngineRefuses() {
        try (SidecarFixture it = new SidecarFixture(request -> "x")) {
            it.engine.refuse(Optional.of(Reason.OVERLOADED));
            HttpResponse<String> overloaded = it.http.post("/v1/completions", ASK);
            assertError(429, overloaded);
            assertEquals("1", overloaded.headers().firstValue("retry-after").orElse(""));
            it.engine.refuse(Optional.of(Reason.STOPPING));
            assertError(503, it.http.post("/v1/completions", ASK));
            it.engine.refuse(Optional.empty());
            HttpResponse<String> unknown = it.http.post("/v1/completions", ASK.replace("base", "nobody"));
            assertError(404, unknown);
            assertEquals("model_not_found", error(unknown).path("code").asText());
        }
    }

    @Test
    void boundsTheRequestsInFlight() throws Exception {
        SidecarSettings settings = SidecarSettings.loopback(0).withMaxInFlight(1);
        try (SidecarFixture it = new SidecarFixture(FakeEngine::prompt, settings, List.of())) {
            String endless = "{\"model\":\"base\",\"prompt\":[0],\"max_tokens\":1500}";
            try (var busy = it.http.raw("/v1/completions", endless)) {
                Http.await("started", () -> it.engine.active() == 1);
                assertError(429, it.http.post("/v1/completions", ASK));
            }
            Http.await("cancelled", () -> it.engine.cancelled() == 1);
            assertEquals(200, it.http.post("/v1/completions", ASK).statusCode());
            assertError(404, it.http.post("/v1/completions", ASK.replace("base", "nobody")));
            assertEquals(200, it.http.post("/v1/completions", ASK).statusCode(), "a refusal frees its place");
        }
    }

    @Test
    void listsModelsWithTheirVersions() {
        try (SidecarFixture it = new SidecarFixture(request -> "x")) {
            JsonNode models = Http.json(it.http.get("/v1/models").body()).path("data");
            assertEquals("base", models.path(0).path("id").asText());
            assertTrue(models.path(0).get("parent").isNull());
            assertEquals("base", models.path(1).path("parent").asText());
            assertEquals(7, models.path(1).path("version").asInt());
            assertEquals("in_training", models.path(1).path("training").asText());
            assertEquals(
                    "tales",
                    Http.json(it.http.get("/v1/models/tales@7").body())
                            .path("id")
                            .asText());
        }
    }

    @Test
    void measuresUnderTheNamesThatDashboardsKnow() {
        try (SidecarFixture it = new SidecarFixture(request -> "xyz")) {
            it.http.post("/v1/completions", ASK);
            String metrics = it.http.get("/metrics").body();
            String labels = "{model_name=\"base\",engine=\"0\"";
            assertTrue(metrics.contains("vllm:generation_tokens_total" + labels + "} 3.0"), metrics);
            assertTrue(metrics.contains("vllm:kv_cache_usage_perc" + labels + "} 0.25"), metrics);
            assertTrue(
                    metrics.contains("vllm:request_success_total" + labels + ",finished_reason=\"stop\"} 1.0"),
                    metrics);
            assertTrue(metrics.contains("vllm:time_to_first_token_seconds_count" + labels + "} 1.0"), metrics);
            assertTrue(metrics.contains("vllm:inter_token_latency_seconds_count" + labels + "} 2.0"), metrics);
            assertTrue(
                    metrics.contains("vllm:e2e_request_latency_seconds_bucket" + labels + ",le=\"+Inf\"} 1.0"),
                    metrics);
            String sizes = "vllm:iteration_tokens_total_bucket" + labels + ",le=";
            assertTrue(metrics.contains("# TYPE vllm:iteration_tokens_total histogram\n"), metrics);
            assertTrue(metrics.contains(sizes + "\"1.0\"} 1.0\n" + sizes + "\"8.0\"} 1.0\n"), metrics);
            assertTrue(metrics.contains(sizes + "\"64.0\"} 3.0\n"), metrics);
            assertTrue(metrics.contains(sizes + "\"16384.0\"} 3.0\n" + sizes + "\"+Inf\"} 7.0\n"), metrics);
            assertTrue(metrics.contains("vllm:iteration_tokens_total_sum" + labels + "} 100000.0\n"), metrics);
            assertTrue(metrics.contains("vllm:iteration_tokens_total_count" + labels + "} 7.0\n"), metrics);
            assertTrue(metrics.contains("vllm:num_preemptions_total" + labels + "} 16.0\n"), metrics);
            assertTrue(metrics.contains("braid:train_forward_tokens_total" + labels + "} 13.0"), metrics);
            assertTrue(metrics.contains("braid:iteration_predicted_seconds_sum" + labels + "} 0.125\n"), metrics);
            String measured = "braid:iteration_seconds_bucket" + labels + ",le=";
            assertTrue(metrics.contains(measured + "\"0.01\"} 2.0\n" + measured + "\"0.1\"} 3.0\n"), metrics);
            String slack = "braid:iteration_slack_seconds_bucket" + labels + ",le=";
            assertTrue(metrics.contains(slack + "\"0.0\"} 1.0\n" + slack + "\"+Inf\"} 5.0\n"), metrics);
            assertTrue(metrics.contains("braid:train_forward_window_tokens_count" + labels + "} 3.0\n"), metrics);
            assertTrue(metrics.contains("braid:train_backward_window_tokens_sum" + labels + "} 90.0\n"), metrics);
            String kept = "braid:slo_attained_total" + labels + ",target=";
            assertTrue(metrics.contains(kept + "\"ttft\"} 9.0\n" + kept + "\"tpot\"} 8.0\n"), metrics);
            assertTrue(metrics.contains("braid:slo_missed_total" + labels + ",target=\"both\"} 3.0\n"), metrics);
        }
    }

    @Test
    void tellsWhichAdaptersWaitAndRun() throws Exception {
        String endless = "{\"model\":\"%s\",\"prompt\":\"a\",\"max_tokens\":1900,\"stream\":true,\"n\":2}";
        try (SidecarFixture it = new SidecarFixture(request -> FakeEngine.FOREVER)) {
            it.engine.hold();
            try (Socket ofBase = it.http.raw("/v1/completions", endless.formatted("base"));
                    Socket ofAdapter = it.http.raw("/v1/completions", endless.formatted("tales@7"))) {
                Http.await("the adapter waits", () -> adapters(it).equals("max_lora=1 waiting=tales running="));
                it.engine.release();
                Http.await("the adapter runs", () -> adapters(it).equals("max_lora=1 waiting= running=tales"));
                Http.readUntil(ofBase, "data: ");
                Http.readUntil(ofAdapter, "data: ");
            }
            Http.await("nothing runs", () -> adapters(it).equals("max_lora=1 waiting= running="));
            it.http.post("/v1/completions", "{\"model\":\"tales\",\"prompt\":\"a\",\"max_tokens\":3}");
            assertEquals("max_lora=1 waiting= running=", adapters(it), "an answer that ends by itself leaves as well");
        }
    }

    /** The labels of vllm:lora_requests_info, whose value must be the fixture's time. */
    private static String adapters(SidecarFixture it) {
        Matcher found = Pattern.compile("vllm:lora_requests_info\\{model_name=\"base\",engine=\"0\",max_lora=\"(.*)\","
                        + "waiting_lora_adapters=\"(.*)\",running_lora_adapters=\"(.*)\"} 1234.0\n")
                .matcher(it.http.get("/metrics").body());
        assertTrue(found.find(), "the metric is not there");
        return "max_lora=" + found.group(1) + " waiting=" + found.group(2) + " running=" + found.group(3);
    }

    @Test
    void tokenizesAndBack() {
        try (SidecarFixture it = new SidecarFixture(request -> "x")) {
            JsonNode tokens =
                    Http.json(it.http.post("/tokenize", "{\"prompt\":\"ab\"}").body());
            assertEquals("[1,97,98]", tokens.path("tokens").toString());
            assertEquals(3, tokens.path("count").asInt());
            assertEquals(
                    "ab",
                    Http.json(it.http
                                    .post("/detokenize", "{\"tokens\":[97,98]}")
                                    .body())
                            .path("prompt")
                            .asText());
            assertError(400, it.http.post("/detokenize", "{\"tokens\":[97,65536]}"));
        }
    }

    private static JsonNode error(HttpResponse<String> response) {
        return Http.json(response.body()).path("error");
    }

    private static void assertError(int status, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
        assertTrue(error(response).path("message").asText().length() > 5, response.body());
    }
}
