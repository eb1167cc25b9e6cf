package dev.braid.jobs.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import dev.braid.jobs.control.LedgerService;
import dev.braid.jobs.control.VersionService;
import dev.braid.jobs.gateway.Gateway;
import dev.braid.jobs.gateway.GatewaySettings;
import dev.braid.jobs.pipeline.progress.ReportService;
import dev.braid.jobs.serve.ControlRoute;
import dev.braid.jobs.serve.ControlServer;
import dev.braid.jobs.serve.Http;
import dev.braid.jobs.serve.SidecarFixture;
import dev.braid.jobs.serve.SidecarSettings;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Asks every route of everything that listens, as the servers themselves list them. */
class EndpointAuditTest {
    private static final String ANSWER = "answered by control";
    private static final Secret TOKEN = new Secret("the-token");
    private static final Secret JOB = new Secret("the-job");
    private static final List<ControlRoute> CONTROL =
            List.of(control(HttpMethod.POST, VersionService.PATH), control(HttpMethod.GET, LedgerService.PATH));
    private static final List<String> DETOURS = List.of(
            "/v1/../control/ledger",
            "/v1/%2e%2e/control/ledger",
            "/v1/%2E%2E%2Fcontrol%2Fledger",
            "/v1/..%2fcontrol/ledger",
            "/health/../control/ledger",
            "/health/%2e%2e/metrics",
            "/health/..;/metrics",
            "/health;/../control/ledger",
            "//control/ledger",
            "/./control/ledger",
            "/%63ontrol/ledger",
            "/control%2fledger",
            "/CONTROL/ledger",
            "/health%00/../metrics",
            "/health/",
            "//health/../metrics");

    private final SidecarFixture sidecar = new SidecarFixture(
            request -> "x", SidecarSettings.loopback(0).withToken(TOKEN).withJobSecret(JOB), CONTROL);
    private final ControlServer control =
            new ControlServer(new ListenAddress("127.0.0.1", 0, SidecarSettings.KEYS), JOB, sidecar.engine, CONTROL);
    private final Gateway gateway = new Gateway(GatewaySettings.loopback(0).withTokens(TOKEN, TOKEN));
    private final ReportService reports = new ReportService("127.0.0.1", "127.0.0.1", JOB, report -> {});
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private record Listener(String name, int port, Secret token, List<ServedRoute> endpoints) {}

    private static ControlRoute control(HttpMethod method, String path) {
        return new ControlRoute(
                method,
                path,
                1000,
                (ctx, req) -> HttpResponse.of(req.aggregate().thenApply(whole -> HttpResponse.of(ANSWER))));
    }

    private List<Listener> listeners() {
        return List.of(
                new Listener("sidecar", sidecar.sidecar.address().getPort(), TOKEN, sidecar.sidecar.endpoints()),
                new Listener("control server", control.address().getPort(), JOB, control.endpoints()),
                new Listener("gateway", gateway.address().getPort(), TOKEN, gateway.endpoints()),
                new Listener("report service", reports.address().getPort(), JOB, reports.endpoints()));
    }

    @AfterEach
    void close() {
        gateway.closeAsync();
        control.closeAsync();
        reports.close();
        sidecar.close();
    }

    @Test
    void onlyHealthAnswersWithoutItsSecret() throws Exception {
        gateway.members()
                .join(URI.create("http://127.0.0.1:" + sidecar.sidecar.address().getPort()));
        Http.await("ready", () -> gateway.members().ready() == 1);
        List<String> table = new ArrayList<>();
        table.add("| server | endpoint | nothing | wrong | right |");
        table.add("|---|---|---|---|---|");
        for (Listener listener : listeners()) {
            assertFalse(listener.endpoints().isEmpty(), listener.name());
            for (ServedRoute endpoint : listener.endpoints()) {
                table.add(ask(listener, endpoint));
            }
        }
        Files.write(Path.of("target", "endpoint-audit.md"), table);
        table.forEach(System.out::println);
    }

    private String ask(Listener listener, ServedRoute endpoint) throws Exception {
        boolean open = endpoint.pattern().equals("/health");
        String header = endpoint.pattern().startsWith(Access.CONTROL) ? Access.JOB_SECRET_HEADER : "authorization";
        String right = header.equals("authorization") ? listener.token().bearer() : "the-job";
        int nothing = status(listener, endpoint);
        int wrong = status(listener, endpoint, header, right + "x");
        int shown = status(listener, endpoint, header, right);
        String row = String.join(
                " | ",
                "| " + listener.name(),
                endpoint.method() + " " + endpoint.pattern(),
                "" + nothing,
                "" + wrong,
                shown + " |");
        if (open) {
            assertEquals(shown, nothing, row);
        } else {
            assertEquals(401, nothing, row);
            assertEquals(401, wrong, row);
            assertEquals(401, status(listener, endpoint, header, ""), row);
            // Each kind of secret opens its own paths alone.
            String other = header.equals("authorization") ? Access.JOB_SECRET_HEADER : "authorization";
            assertEquals(401, status(listener, endpoint, other, right), row);
        }
        assertNotEquals(401, shown, row);
        return row;
    }

    private int status(Listener listener, ServedRoute endpoint, String... headers) throws Exception {
        String path = endpoint.pattern().replace(":name", "base").replace("*", "models");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .method(endpoint.method().name(), HttpRequest.BodyPublishers.ofString("{}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), java.net.http.HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void noDetourLeadsAroundASecret() throws Exception {
        for (Listener listener : listeners()) {
            for (String path : DETOURS) {
                // The client's token does not open what is the driver's.
                for (String shown : List.of("", "authorization: " + TOKEN.bearer() + "\r\n")) {
                    String answer = raw(listener.port(), path, shown);
                    String where = listener.name() + " " + path + " " + shown + ": " + answer;
                    assertTrue(answer.matches(shown.isEmpty() ? "(?s)HTTP/1.1 40[01] .*" : "(?s)HTTP/1.1 4.*"), where);
                }
            }
        }
    }

    private static String raw(int port, String path, String header) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            String head = "GET " + path + " HTTP/1.1\r\nhost: test\r\nconnection: close\r\n" + header + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            StringBuilder all = new StringBuilder();
            // The server waits a while before it closes; bodies here are JSON objects or plain words.
            while (!all.toString().contains("\r\n\r\n")) {
                byte[] part = new byte[4096];
                int bytes = socket.getInputStream().read(part);
                if (bytes < 0) {
                    break;
                }
                all.append(new String(part, 0, bytes, StandardCharsets.UTF_8));
            }
            return all.toString();
        }
    }
}
