package dev.braid.jobs.pipeline;

import dev.braid.jobs.link.FrameHeader;
import dev.braid.jobs.link.FrameReceiver;
import dev.braid.jobs.link.LinkException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * What has come for one worker: a ring for each channel that ends here, and the blocks of an all-reduce. Guards itself:
 * the links' threads fill it, the worker's thread waits.
 */
final class Inbox implements FrameReceiver {
    private static final long POLL_NANOS = 50_000_000;

    private final String owner;
    private final LongSupplier nanos;
    private final Map<Integer, Ring> rings = new HashMap<>();
    private final Blocks blocks;
    private final Set<Integer> paused = new HashSet<>();
    private LinkException failure;
    private IntConsumer resume = peer -> {};

    Inbox(String owner, Blocks blocks, LongSupplier nanos) {
        this.owner = owner;
        this.blocks = blocks;
        this.nanos = nanos;
    }

    synchronized void add(Ring ring) {
        rings.put(ring.channel().number(), ring);
    }

    /** @param resume called with the number of a peer whose frame waits for a place when one has become free */
    synchronized void onFree(IntConsumer resume) {
        this.resume = resume;
    }

    @Override
    public synchronized Optional<ByteBuffer> place(int peer, FrameHeader header) {
        Optional<ByteBuffer> place = header.channel() < 0
                ? blocks.place(peer, header)
                : ring(header.channel()).place(header);
        if (place.isEmpty()) {
            paused.add(peer);
        }
        return place;
    }

    private Ring ring(int channel) {
        Ring ring = rings.get(channel);
        if (ring == null) {
            throw new LinkException("a frame came for channel " + channel + ", which does not end at " + owner);
        }
        return ring;
    }

    @Override
    public synchronized void arrived(int peer, FrameHeader header) {
        if (header.channel() < 0) {
            blocks.arrived(peer, header);
        } else {
            ring(header.channel()).arrived(header, nanos.getAsLong());
        }
        notifyAll();
    }

    @Override
    public synchronized void lost(int peer, LinkException reason) {
        if (failure == null) {
            failure = reason;
        }
        notifyAll();
    }

    /** Something that a worker waits for. */
    interface Awaited {
        /** How long it is from being there: 0 when it is, empty when nobody knows. */
        Optional<Long> nanosLeft();

        /** What it is and what of it is there, for a message. */
        String words();
    }

    /**
     * Waits until it is there.
     *
     * @throws PipelineException after {@code patience}, or when a link is lost
     */
    synchronized void await(Awaited awaited, Duration patience) throws InterruptedException {
        long deadline = nanos.getAsLong() + patience.toNanos();
        while (true) {
            Optional<Long> left = awaited.nanosLeft();
            if (left.isPresent() && left.get() == 0) {
                return;
            }
            if (failure != null) {
                throw new PipelineException(
                        owner + " waited for " + awaited.words() + ", but " + failure.getMessage(), failure);
            }
            if (left.isEmpty() && nanos.getAsLong() > deadline) {
                throw new PipelineException(owner + " waited " + patience.toSeconds() + " s for " + awaited.words()
                        + "; who sends it is slow or stands still (spark.braid.pipeline.timeout)");
            }
            long wait = Math.max(1, Math.min(POLL_NANOS, left.orElse(POLL_NANOS)));
            wait(wait / 1_000_000, (int) (wait % 1_000_000));
        }
    }

    /** Whether everything is there already. */
    synchronized boolean ready(Awaited awaited) {
        return awaited.nanosLeft().filter(left -> left == 0).isPresent();
    }

    /** A micro-batch of a channel. */
    Awaited microBatch(int channel, long iteration, int microBatch) {
        Ring ring = ring(channel);
        return new Awaited() {
            @Override
            public Optional<Long> nanosLeft() {
                return ring.nanosUntilReady(iteration, microBatch, nanos.getAsLong());
            }

            @Override
            public String words() {
                return ring.channel() + ", mini-batch " + iteration + ", micro-batch " + microBatch + " ("
                        + ring.arrived(iteration, microBatch) + " samples are there)";
            }
        };
    }

    /** All blocks of one phase of an all-reduce. */
    Awaited blocks(long iteration, Blocks.Phase phase) {
        return new Awaited() {
            @Override
            public Optional<Long> nanosLeft() {
                return blocks.complete(iteration, phase) ? Optional.of(0L) : Optional.empty();
            }

            @Override
            public String words() {
                return "the other replicas' gradients, mini-batch " + iteration + ", " + blocks.words(phase);
            }
        };
    }

    synchronized ByteBuffer samples(int channel, long iteration, int microBatch) {
        return ring(channel).samples(iteration, microBatch);
    }

    void release(int channel, long iteration, int microBatch) {
        free(() -> ring(channel).release(iteration, microBatch));
    }

    /** Forgets the blocks of an all-reduce that is done. */
    void releaseBlocks() {
        free(blocks::clear);
    }

    private void free(Runnable release) {
        Set<Integer> waiting;
        synchronized (this) {
            release.run();
            waiting = new HashSet<>(paused);
            paused.clear();
        }
        waiting.forEach(resume::accept);
    }

    /** Slots in use over all channels. */
    synchronized int used() {
        return rings.values().stream().mapToInt(Ring::used).sum();
    }
}
