package dev.braid.jobs.bench;

import dev.braid.jobs.link.FrameHeader;
import dev.braid.jobs.link.FrameReceiver;
import dev.braid.jobs.link.LinkAddress;
import dev.braid.jobs.link.LinkException;
import dev.braid.jobs.link.LinkHub;
import dev.braid.jobs.link.LinkKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Sends tensors through the pipeline's links, and waits for the receiver's word that a turn has come. */
final class LinkSender implements AutoCloseable {
    /** Worker numbers of the two ends. */
    static final int SENDER = 0;

    static final int RECEIVER = 1;
    static final String TOKEN = "bench";

    private final LinkHub hub;
    private final ByteBuffer tensor;
    private final int count;
    private final Semaphore done = new Semaphore(0);
    private long iteration;

    LinkSender(LinkKind kind, String address, LinkRun.Settings settings) {
        this.tensor = ByteBuffer.allocateDirect(settings.bytes());
        this.count = settings.count();
        this.hub = LinkHub.open(kind, "127.0.0.1", TOKEN, Optional.empty(), SENDER, new FrameReceiver() {
            @Override
            public Optional<ByteBuffer> place(int peer, FrameHeader header) {
                return Optional.of(ByteBuffer.allocate(0));
            }

            @Override
            public void arrived(int peer, FrameHeader header) {
                done.release();
            }

            @Override
            public void lost(int peer, LinkException reason) {
                done.release();
            }
        });
        try {
            hub.connect(Map.of(RECEIVER, LinkAddress.parse(address)), Set.of(), Duration.ofSeconds(20));
            // The receiver connects back when it is told where.
            byte[] own = hub.address().toString().getBytes(StandardCharsets.UTF_8);
            hub.send(RECEIVER, header(-1, own.length), ByteBuffer.wrap(own));
            done.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private FrameHeader header(int number, int bytes) {
        return new FrameHeader(FrameHeader.Kind.DATA, 0, iteration, number, 0, 1, bytes, 0);
    }

    /** Sends a turn; returns when the receiver has it. */
    void turn() {
        for (int i = 0; i < count; i++) {
            hub.send(RECEIVER, header(i, tensor.capacity()), tensor.duplicate());
        }
        iteration++;
        done.acquireUninterruptibly();
    }

    @Override
    public void close() {
        hub.close();
    }
}
