package dev.braid.jobs.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import dev.braid.jobs.control.JobSecret;
import dev.braid.jobs.control.LedgerReader;
import dev.braid.jobs.control.LedgerService;
import dev.braid.jobs.http.ListenAddress;
import dev.braid.jobs.http.Secret;
import dev.braid.jobs.http.TestCertificate;
import dev.braid.jobs.http.TlsFiles;
import dev.braid.jobs.http.Trust;
import dev.braid.jobs.serve.ControlRoute;
import dev.braid.jobs.serve.FakeEngine;
import dev.braid.jobs.serve.Http;
import dev.braid.jobs.serve.SidecarFixture;
import dev.braid.jobs.serve.SidecarSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final Secret CLIENTS = new Secret("clients");
    private static final Secret MEMBERS = new Secret("members");
    private static final JobSecret JOB = new JobSecret("job");

    @TempDir
    Path folder;

    private static Trust trust(TlsFiles files) {
        return new Trust(Optional.of(files.certificate()));
    }

    private static SidecarFixture sidecar(TlsFiles files) {
        SidecarSettings settings = SidecarSettings.loopback(0)
                .withListen(new ListenAddress("127.0.0.1", 0, SidecarSettings.KEYS, Optional.of(files)))
                .withToken(MEMBERS)
                .withJobSecret(new Secret(JOB.value()));
        return new SidecarFixture(
                FakeEngine::prompt,
                settings,
                List.of(new ControlRoute(
                        HttpMethod.GET, LedgerService.PATH, 10, (ctx, req) -> HttpResponse.of("no ledger"))));
    }

    private static Gateway gateway(TlsFiles own, Trust members) {
        return new Gateway(
                GatewaySettings.loopback(0).withTokens(CLIENTS, MEMBERS).withTls(own, members));
    }

    private static HttpRequest ask(URI gateway) {
        return HttpRequest.newBuilder(gateway.resolve("/v1/completions"))
                .timeout(Duration.ofSeconds(20))
                .header("authorization", CLIENTS.bearer())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"base\",\"prompt\":\"abc\",\"stream\":true}"))
                .build();
    }

    @Test
    void requestsGoThroughGatewayToSidecarOverTls() throws Exception {
        TlsFiles ofSidecar = TestCertificate.write(folder, "sidecar");
        TlsFiles ofGateway = TestCertificate.write(folder, "gateway");
        try (SidecarFixture sidecar = sidecar(ofSidecar);
                Gateway gateway = gateway(ofGateway, trust(ofSidecar))) {
            assertEquals("https", gateway.scheme());
            gateway.members()
                    .join(URI.create(
                            "https://127.0.0.1:" + sidecar.sidecar.address().getPort()));
            Http.await("ready", () -> gateway.members().ready() == 1);
            URI address = URI.create("https://127.0.0.1:" + gateway.address().getPort());
            HttpClient client = trust(ofGateway).client(Duration.ofSeconds(5));
            var answer = client.send(ask(address), BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
            assertTrue(answer.sslSession().isPresent());
            assertEquals(
                    "a", Http.events(answer.body()).get(0).at("/choices/0/text").asText());
            HttpClient stranger = trust(ofSidecar).client(Duration.ofSeconds(5));
            assertThrows(SSLHandshakeException.class, () -> stranger.send(ask(address), BodyHandlers.ofString()));
            URI plain = URI.create("http://127.0.0.1:" + gateway.address().getPort());
            assertThrows(IOException.class, () -> HttpClient.newHttpClient().send(ask(plain), BodyHandlers.ofString()));
        }
    }

    @Test
    void whoShowsAnotherCertificateIsNoMember() throws Exception {
        TlsFiles ofSidecar = TestCertificate.write(folder, "sidecar");
        TlsFiles other = TestCertificate.write(folder, "other");
        try (SidecarFixture sidecar = sidecar(ofSidecar);
                Gateway gateway = gateway(other, trust(other))) {
            URI address =
                    URI.create("https://127.0.0.1:" + sidecar.sidecar.address().getPort());
            gateway.members().join(address);
            Http.await("checked", () -> gateway.members().all().get(0).health() == Members.Health.UNREACHABLE);
            assertEquals(0, gateway.members().ready());
            assertThrows(SSLHandshakeException.class, () -> new LedgerReader(JOB, trust(other)).read(address));
        }
    }
}
