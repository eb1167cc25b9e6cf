package dev.braid.jobs.pipeline;

import dev.braid.jobs.link.FrameHeader;
import dev.braid.stage.Samples;
import io.netty.channel.ChannelFuture;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Sends what a worker has made to all that need it. Owned by the worker's thread. */
final class Outbox {
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final Job job;
    private final Seat seat;
    private final WorkerLinks links;
    private final TransferDelays delays;
    private final LongSupplier nanos;

    Outbox(Job job, Seat seat, WorkerLinks links, TransferDelays delays, LongSupplier nanos) {
        this.job = job;
        this.seat = seat;
        this.links = links;
        this.delays = delays;
        this.nanos = nanos;
    }

    /** Sends the outputs of a forward pass, or the input gradients of a backward pass. */
    void send(PipeChannel.Kind kind, long iteration, int microBatch, List<Samples> made) {
        Map<Integer, Long> delayOf = new HashMap<>();
        long now = nanos.getAsLong();
        for (PipeChannel channel : links.out(kind)) {
            long delay =
                    delayOf.computeIfAbsent(channel.to(), to -> delays.nanos(seat.stage(), to, direction(kind), now));
            Samples samples = channel.tensor()
                    .map(tensor -> made.stream()
                            .filter(each -> each.tensor().equals(tensor))
                            .findFirst()
                            .orElseThrow())
                    .orElse(null);
            for (Route.Piece piece : Route.pieces(job, seat, microBatch, channel)) {
                send(channel, iteration, piece, samples, delay);
            }
        }
    }

    private static TransferDelays.Direction direction(PipeChannel.Kind kind) {
        return kind == PipeChannel.Kind.ACTIVATIONS
                ? TransferDelays.Direction.FORWARD
                : TransferDelays.Direction.BACKWARD;
    }

    private void send(PipeChannel channel, long iteration, Route.Piece piece, Samples samples, long delay) {
        int bytes = piece.count() * channel.sampleBytes();
        ByteBuffer payload = NOTHING;
        if (samples != null) {
            ByteBuffer data = samples.data();
            payload = data.slice(data.position() + piece.source() * channel.sampleBytes(), bytes);
        }
        FrameHeader header = new FrameHeader(
                FrameHeader.Kind.DATA,
                channel.number(),
                iteration,
                piece.microBatch(),
                piece.offset(),
                piece.count(),
                bytes,
                delay);
        // The listener holds the samples, and with them their memory, until they are sent.
        links.send(piece.worker(), header, payload).addListener(sent -> hold(samples));
    }

    private static void hold(Samples samples) {
        Reference.reachabilityFence(samples);
    }

    /** Sends each other replica its block of this one's gradient; it has it when it sends the block's sum back. */
    void scatter(long iteration) {
        Blocks blocks = links.blocks();
        for (int replica = 0; replica < blocks.replicas(); replica++) {
            if (replica != blocks.self()) {
                send(Blocks.Phase.SCATTER, iteration, replica, blocks.block(replica));
            }
        }
    }

    /** Sends all other replicas the sum of this one's block; the block may change when all of these are done. */
    List<ChannelFuture> gather(long iteration) {
        Blocks blocks = links.blocks();
        List<ChannelFuture> sent = new ArrayList<>();
        for (int replica = 0; replica < blocks.replicas(); replica++) {
            if (replica != blocks.self()) {
                sent.add(send(Blocks.Phase.GATHER, iteration, replica, blocks.block(blocks.self())));
            }
        }
        return sent;
    }

    private ChannelFuture send(Blocks.Phase phase, long iteration, int replica, ByteBuffer block) {
        FrameHeader header =
                new FrameHeader(FrameHeader.Kind.DATA, Blocks.channel(phase), iteration, 0, 0, 0, block.remaining(), 0);
        return links.send(links.blocks().worker(replica), header, block);
    }
}
