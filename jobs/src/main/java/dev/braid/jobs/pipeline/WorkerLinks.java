package dev.braid.jobs.pipeline;

import dev.braid.gpp.plan.Stage;
import dev.braid.jobs.link.FrameHeader;
import dev.braid.jobs.link.LinkAddress;
import dev.braid.jobs.link.LinkHub;
import dev.braid.jobs.link.LinkKind;
import dev.braid.jobs.link.LinkTls;
import dev.braid.stage.ElementType;
import io.netty.channel.ChannelFuture;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A worker's links to all that it sends to or gets from: listens when it is made, connects when the others' addresses are
 * known. Owned by the worker's thread.
 */
public final class WorkerLinks implements AutoCloseable {
    private final Job job;
    private final Seat seat;
    private final List<PipeChannel> in = new ArrayList<>();
    private final List<PipeChannel> out = new ArrayList<>();
    private final Inbox inbox;
    private final Blocks blocks;
    private final LinkHub hub;

    private WorkerLinks(Job job, Seat seat, Blocks blocks, LongSupplier nanos, Listen listen) {
        this.job = job;
        this.seat = seat;
        this.blocks = blocks;
        this.inbox = new Inbox(seat.toString(), blocks, nanos);
        for (PipeChannel channel : PipeChannel.all(job)) {
            if (channel.to() == seat.stage()) {
                in.add(channel);
                inbox.add(ring(channel));
            }
            if (channel.from() == seat.stage()) {
                out.add(channel);
            }
        }
        this.hub = LinkHub.open(listen.kind(), listen.host(), listen.token(), listen.tls(), job.number(seat), inbox);
        inbox.onFree(hub::resume);
    }

    /**
     * How to listen.
     *
     * @param host by which other workers reach this one
     * @param token that all workers of the attempt show, and nobody else
     * @param tls of links between machines; empty for plain ones
     */
    public record Listen(LinkKind kind, String host, String token, Optional<LinkTls> tls) {}

    /**
     * Listens.
     *
     * @param type of the stage's parameters
     * @param gradient the replica's flat sum
     */
    public static WorkerLinks listen(
            Job job, Seat seat, ElementType type, ByteBuffer gradient, LongSupplier nanos, Listen listen) {
        int first = job.number(new Seat(seat.stage(), 0));
        Blocks blocks = new Blocks(job.stage(seat.stage()).degree(), seat.replica(), first, type, gradient);
        return new WorkerLinks(job, seat, blocks, nanos, listen);
    }

    /** Room for all that the sender may have outstanding; it cannot have more, by its own samples in flight. */
    private Ring ring(PipeChannel channel) {
        Stage own = job.stage(seat.stage());
        Stage early = channel.kind() == PipeChannel.Kind.ACTIVATIONS ? job.stage(channel.from()) : own;
        int slots = (early.inFlight() + own.microBatch() - 1) / own.microBatch() + 1;
        return new Ring(channel, seat.count(own), job.miniBatch() / own.microBatch(), slots);
    }

    /** Where this worker listens, for the others' {@link #connect}. */
    public String address() {
        return hub.address().toString();
    }

    /**
     * Connects with all peers.
     *
     * @param addresses by worker number, this one's too
     */
    public void connect(List<String> addresses, Duration patience) throws InterruptedException {
        Map<Integer, LinkAddress> targets = new HashMap<>();
        Set<Integer> sources = new HashSet<>();
        for (Seat other : job.seats()) {
            int number = job.number(other);
            boolean twin = other.stage() == seat.stage() && other.replica() != seat.replica();
            if (twin || out.stream().anyMatch(channel -> channel.to() == other.stage())) {
                targets.put(number, LinkAddress.parse(addresses.get(number)));
            }
            if (twin || in.stream().anyMatch(channel -> channel.from() == other.stage())) {
                sources.add(number);
            }
        }
        hub.connect(targets, sources, patience);
    }

    /** Channels that end here, in the order of their numbers. */
    List<PipeChannel> in(PipeChannel.Kind kind) {
        return in.stream().filter(channel -> channel.kind() == kind).toList();
    }

    List<PipeChannel> out(PipeChannel.Kind kind) {
        return out.stream().filter(channel -> channel.kind() == kind).toList();
    }

    Inbox inbox() {
        return inbox;
    }

    Blocks blocks() {
        return blocks;
    }

    ChannelFuture send(int worker, FrameHeader header, ByteBuffer payload) {
        return hub.send(worker, header, payload);
    }

    /** Closes the link from a worker as if that had died. */
    void cut(int worker) {
        hub.cut(worker);
    }

    /** Tells the others that this one is done, so that they do not miss it. */
    public void finish() {
        hub.finish();
    }

    @Override
    public void close() {
        hub.close();
    }
}
