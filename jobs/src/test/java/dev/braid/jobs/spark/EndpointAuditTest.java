package dev.braid.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.common.HttpMethod;
import dev.braid.jobs.gateway.Gateway;
import dev.braid.jobs.gateway.GatewaySettings;
import dev.braid.jobs.http.Access;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.http.Secret;
import dev.braid.jobs.http.ServedRoute;
import dev.braid.jobs.main.BraidApplication;
import dev.braid.jobs.main.TestJobs;
import dev.braid.jobs.pipeline.progress.ReportService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every endpoint of every server, asked by people with and without secrets. What they were told is in a table. */
class EndpointAuditTest {
    private static final String TOKEN = "right-token";
    private static final String NO_HEADER = "x-nothing";
    private static final List<String> DETOURS = List.of(
            "/health/../metrics",
            "/health/%2e%2e/metrics",
            "/health%2f..%2fmetrics",
            "/health/..;/metrics",
            "/health;/../metrics",
            "//control/ledger",
            "/v1/../control/ledger",
            "/v1/%2e%2e/control/ledger",
            "/control%2fledger",
            "/./control/ledger",
            "/health/../../../../etc/passwd",
            "/metrics?/health",
            "/metrics#/health",
            "/HEALTH",
            "http://x/metrics",
            "/%68ealth/../metrics");

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> table = new ArrayList<>();

    private SparkConf conf(String served) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        return TestJobs.conf("local[1]", TestJobs.model(folder.resolve("model")), folder.resolve("out"))
                .set("spark.braid.serve.enabled", served)
                .set("spark.braid.serve.token.file", token.toString());
    }

    @Test
    void nothingButHealthAnswersWithoutASecret() throws Exception {
        auditExecutor("sidecar", "true", "authorization", "Bearer " + TOKEN);
        auditExecutor("executor that serves nobody", "false", NO_HEADER, "");
        Secret secret = new Secret("of-the-job");
        try (ReportService reports = new ReportService(
                new ListenAddress("127.0.0.1", 0, "spark.driver"), "127.0.0.1", secret, report -> {})) {
            audit(
                    "pipeline's reports",
                    reports.address(),
                    reports.endpoints(),
                    "authorization",
                    "Bearer nobody's",
                    "of-the-job");
        }
        try (Gateway gateway =
                new Gateway(GatewaySettings.loopback(0).withTokens(new Secret(TOKEN), new Secret("member-token")))) {
            URI address = URI.create("http://127.0.0.1:" + gateway.address().getPort());
            audit("gateway", address, gateway.endpoints(), "authorization", "Bearer " + TOKEN, "no-job");
        }
        Files.write(Path.of("target", "endpoints.txt"), table);
        table.forEach(System.out::println);
    }

    private void auditExecutor(String name, String served, String header, String value) throws Exception {
        try (BraidApplication application = BraidApplication.start(conf(served), JobMode.FINETUNE)) {
            application.awaitExecutors();
            ExecutorRuntime runtime = Residents.find(
                            JobKey.of(application.session().sparkContext().getConf()), ExecutorRuntime.class)
                    .orElseThrow();
            String secret =
                    BraidSpark.secret(application.session().sparkContext()).value();
            audit(name, runtime.address(), runtime.endpoints(), header, value, secret);
        }
    }

    /** @param header what a client with the right token shows; {@link #NO_HEADER} where there are no clients */
    private void audit(
            String server, URI address, List<ServedRoute> endpoints, String header, String value, String jobSecret)
            throws Exception {
        assertFalse(endpoints.isEmpty(), server);
        for (ServedRoute endpoint : endpoints) {
            URI uri = address.resolve(example(endpoint));
            boolean control = endpoint.pattern().startsWith(Access.CONTROL);
            int nothing = status(endpoint.method(), uri, NO_HEADER, "");
            int wrong = status(endpoint.method(), uri, "authorization", "Bearer wrong");
            int right = status(endpoint.method(), uri, header, value);
            int driver = status(endpoint.method(), uri, Access.JOB_SECRET_HEADER, jobSecret);
            String line = String.format(
                    Locale.ROOT,
                    "%-28s %-7s %-26s nobody %d, wrong token %d, client %d, driver %d",
                    server,
                    endpoint.method(),
                    endpoint.pattern(),
                    nothing,
                    wrong,
                    right,
                    driver);
            table.add(line);
            if (endpoint.pattern().equals("/health")) {
                assertTrue(nothing == 200 || nothing == 503, line);
                continue;
            }
            assertEquals(401, nothing, line);
            assertEquals(401, wrong, line);
            assertEquals(
                    control || header.equals(NO_HEADER) || value.contains("nobody") ? 401 : 0,
                    right == 401 ? 401 : 0,
                    line);
            assertEquals(control ? 0 : 401, driver == 401 ? 401 : 0, line);
        }
        detours(server, address);
    }

    /** A path that the pattern matches. */
    private static String example(ServedRoute route) {
        return route.pattern().replaceAll(":\\w+", "x").replace("/*", "/x");
    }

    /** Paths that a careless server would take for others; answers that end a connection take a second each. */
    private void detours(String server, URI address) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(DETOURS.size());
        try {
            List<Future<String>> answers = DETOURS.stream()
                    .map(path -> threads.submit(() -> detour(server, address, path)))
                    .toList();
            for (Future<String> answer : answers) {
                table.add(answer.get());
            }
        } finally {
            threads.shutdown();
        }
    }

    private static String detour(String server, URI address, String path) {
        String answer = raw(address, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        String status = answer.isEmpty() ? "closed" : answer.substring(9, 12);
        boolean health = answer.contains("\"status\":\"") && !answer.contains("braid:");
        assertTrue(status.equals("closed") || status.startsWith("4") || health, path + " gave " + answer);
        assertFalse(answer.contains("# TYPE") || answer.contains("root:"), path + " gave " + answer);
        return String.format(Locale.ROOT, "%-28s %-7s %-26s nobody %s", server, HttpMethod.GET, path, status);
    }

    private static String raw(URI address, String request) {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int status(HttpMethod method, URI uri, String header, String value) throws Exception {
        HttpRequest.BodyPublisher body = method == HttpMethod.POST
                ? HttpRequest.BodyPublishers.ofString("{}")
                : HttpRequest.BodyPublishers.noBody();
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header(header, value)
                .header("content-type", "application/json")
                .method(method.name(), body)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
}
