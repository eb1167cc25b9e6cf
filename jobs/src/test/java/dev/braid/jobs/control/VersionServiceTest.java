package dev.braid.jobs.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import dev.braid.jobs.adapter.AdapterVersion;
import dev.braid.jobs.engine.LeafResult;
import dev.braid.jobs.engine.TrainingLease;
import dev.braid.jobs.engine.TrainingService;
import dev.braid.jobs.http.Access;
import dev.braid.jobs.http.Secret;
import dev.braid.jobs.http.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VersionServiceTest {
    private final JobSecret secret = JobSecret.draw(new SecureRandom());
    private final List<VersionMessage> installed = new CopyOnWriteArrayList<>();
    private Server server;
    private URI address;

    @BeforeEach
    void start() {
        server = Server.builder()
                .port(new InetSocketAddress("127.0.0.1", 0), SessionProtocol.HTTP)
                .service(VersionService.PATH, new VersionService(engine()))
                .decorator(new Access(Optional.empty(), Optional.of(new Secret(secret.value()))))
                .build();
        server.start().join();
        address = URI.create("http://127.0.0.1:" + server.activeLocalPort());
    }

    @AfterEach
    void stop() {
        server.stop().join();
    }

    @Test
    void aVersionReachesEveryExecutorOnceAndThoseThatComeLaterToo() {
        Set<URI> members = new HashSet<>();
        VersionPublisher publisher =
                new VersionPublisher(() -> Set.copyOf(members), secret, new Trust(Optional.empty()));
        float[] weights = {1, Float.NaN, -0f, 3};
        publisher.publish(Publication.of(new VersionMessage(new AdapterVersion("tuned", 5), weights)));
        assertEquals(0, installed.size());

        members.add(address);
        publisher.refresh();
        publisher.refresh();

        assertEquals(1, installed.size());
        assertEquals(new AdapterVersion("tuned", 5), installed.get(0).version());
        assertArrayEquals(weights, installed.get(0).weights());
    }

    @Test
    void anExecutorThatIsGoneCostsNothing() {
        server.stop().join();
        VersionPublisher publisher = new VersionPublisher(() -> Set.of(address), secret, new Trust(Optional.empty()));
        publisher.publish(Publication.of(new VersionMessage(new AdapterVersion("tuned", 1), new float[1])));
        assertTrue(installed.isEmpty());
    }

    @Test
    void whoDoesNotKnowTheSecretIsRefused() throws Exception {
        byte[] body = new VersionMessage(new AdapterVersion("tuned", 1), new float[2]).encode();
        assertEquals(401, post(body, "guess").statusCode());
        assertEquals(202, post(body, secret.value()).statusCode());
        assertEquals(1, installed.size());
    }

    @Test
    void damagedMessagesAreRefused() throws Exception {
        byte[] body = new VersionMessage(new AdapterVersion("tuned", 1), new float[] {1, 2, 3}).encode();
        Random random = new Random(11);
        for (int round = 0; round < 100; round++) {
            byte[] damaged = body.clone();
            damaged[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
            assertThrows(IllegalArgumentException.class, () -> VersionMessage.decode(damaged));
        }
        body[body.length / 2] ^= 4;
        HttpResponse<String> answer = post(body, secret.value());
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("checksum"), answer.body());
        assertTrue(installed.isEmpty());
    }

    private HttpResponse<String> post(byte[] body, String shown) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(VersionService.PATH))
                .header(JobSecret.HEADER, shown)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private TrainingService engine() {
        return new TrainingService() {
            @Override
            public CompletableFuture<Void> install(AdapterVersion version, float[] weights, Visibility visibility) {
                assertEquals(Visibility.PUBLISHED, visibility);
                installed.add(new VersionMessage(version, weights));
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletableFuture<Void> train(TrainingLease lease, Consumer<LeafResult> leaves) {
                throw new AssertionError("no lease was sent");
            }

            @Override
            public void abandon(TrainingLease lease) {
                throw new AssertionError("no lease was sent");
            }
        };
    }
}
