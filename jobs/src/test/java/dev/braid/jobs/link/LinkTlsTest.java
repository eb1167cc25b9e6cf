package dev.braid.jobs.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.jobs.http.TestCertificate;
import dev.braid.jobs.http.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LinkTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    /** Takes whatever comes. */
    private static final class Taker implements FrameReceiver {
        private final BlockingQueue<byte[]> taken = new LinkedBlockingQueue<>();
        private ByteBuffer place;

        @Override
        public Optional<ByteBuffer> place(int peer, FrameHeader header) {
            place = ByteBuffer.allocate(header.bytes());
            return Optional.of(place);
        }

        @Override
        public void arrived(int peer, FrameHeader header) {
            taken.add(place.array());
        }

        @Override
        public void lost(int peer, LinkException reason) {}
    }

    private LinkHub hub(int self, Optional<TlsFiles> files, FrameReceiver receiver) {
        Optional<LinkTls> tls = files.map(pem -> LinkTls.of(pem.certificate(), pem.key()));
        return LinkHub.open(LinkKind.TCP, "127.0.0.1", "token", tls, self, receiver);
    }

    @Test
    void whatGoesThroughComesOutAndLargePayloadsToo() throws Exception {
        Optional<TlsFiles> files = Optional.of(TestCertificate.write(folder, "crew"));
        Taker taker = new Taker();
        try (LinkHub to = hub(0, files, taker);
                LinkHub from = hub(1, files, new Taker())) {
            from.connect(Map.of(0, to.address()), Set.of(), PATIENCE);
            to.connect(Map.of(), Set.of(1), PATIENCE);
            Random random = new Random(7);
            for (int bytes : new int[] {1, 17_000, 5_000_000}) {
                byte[] payload = new byte[bytes];
                random.nextBytes(payload);
                from.send(0, new FrameHeader(FrameHeader.Kind.DATA, 0, 0, 0, 0, 1, bytes, 0), ByteBuffer.wrap(payload));
                byte[] got = taker.taken.poll(20, TimeUnit.SECONDS);
                assertTrue(Arrays.equals(payload, got), bytes + " bytes");
            }
        }
    }

    @Test
    void aWorkerWithAnotherCertificateIsNotBelieved() throws Exception {
        Optional<TlsFiles> ours = Optional.of(TestCertificate.write(folder, "ours"));
        Optional<TlsFiles> theirs = Optional.of(TestCertificate.write(folder, "theirs"));
        try (LinkHub impostor = hub(0, theirs, new Taker());
                LinkHub worker = hub(1, ours, new Taker())) {
            LinkException refused = assertThrows(
                    LinkException.class, () -> worker.connect(Map.of(0, impostor.address()), Set.of(), PATIENCE));
            assertTrue(refused.getMessage().contains("no encrypted link to worker 0"), refused.getMessage());
        }
    }

    @Test
    void nobodyGetsInWithoutTls() throws Exception {
        Taker taker = new Taker();
        try (LinkHub worker = hub(0, Optional.of(TestCertificate.write(folder, "crew")), taker);
                LinkHub plain = hub(1, Optional.empty(), new Taker())) {
            plain.connect(Map.of(0, worker.address()), Set.of(), PATIENCE);
            assertThrows(LinkException.class, () -> worker.connect(Map.of(), Set.of(1), Duration.ofSeconds(1)));
            assertEquals(0, taker.taken.size());
        }
    }

    @Test
    void theTokenIsNotSeenOnTheWire() throws Exception {
        Optional<TlsFiles> files = Optional.of(TestCertificate.write(folder, "crew"));
        try (ServerSocket tap = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                LinkHub worker = hub(1, files, new Taker())) {
            Thread dialling = new Thread(() -> {
                try {
                    worker.connect(
                            Map.of(0, new LinkAddress("127.0.0.1", tap.getLocalPort(), Optional.empty())),
                            Set.of(),
                            Duration.ofSeconds(2));
                } catch (LinkException | InterruptedException expected) {
                    // The tap never answers.
                }
            });
            dialling.start();
            try (Socket seen = tap.accept()) {
                seen.setSoTimeout(1_000);
                assertEquals(22, firstByte(seen), "a TLS handshake record");
            }
            dialling.join();
        }
    }

    private static int firstByte(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return in.read();
    }
}
