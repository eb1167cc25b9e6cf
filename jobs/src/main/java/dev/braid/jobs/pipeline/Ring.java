package dev.braid.jobs.pipeline;

import dev.braid.jobs.link.FrameHeader;
import dev.braid.jobs.link.LinkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * The places of what comes over one channel: slots of this worker's part of a micro-batch each, used in turn. A slot is
 * taken by the first frame of a micro-batch, ready when all its samples are there, and free when it is released. Not
 * thread-safe: its inbox guards it.
 */
final class Ring {
    private static final long FREE = -1;

    private final PipeChannel channel;
    private final int samples;
    private final int perMiniBatch;
    private final ByteBuffer memory;
    /** Micro-batches since the first of iteration 0, by slot. */
    private final long[] taken;
    /** Samples that have been placed, so that none comes twice. */
    private final BitSet[] placed;

    private final int[] arrived;
    private final long[] readyAt;

    /**
     * @param samples of this worker's part of a micro-batch
     * @param perMiniBatch micro-batches of a mini-batch
     * @param slots at most as many are used as a mini-batch has micro-batches
     */
    Ring(PipeChannel channel, int samples, int perMiniBatch, int slots) {
        this.channel = channel;
        this.samples = samples;
        this.perMiniBatch = perMiniBatch;
        int count = Math.min(slots, perMiniBatch);
        this.memory = ByteBuffer.allocateDirect(Math.toIntExact((long) count * samples * channel.sampleBytes()))
                .order(ByteOrder.nativeOrder());
        this.taken = new long[count];
        this.placed = new BitSet[count];
        this.arrived = new int[count];
        this.readyAt = new long[count];
        Arrays.fill(taken, FREE);
        Arrays.setAll(placed, slot -> new BitSet());
    }

    int slots() {
        return taken.length;
    }

    private long number(long iteration, int microBatch) {
        return iteration * perMiniBatch + microBatch;
    }

    private int slot(long number) {
        return (int) (number % taken.length);
    }

    /**
     * Where a frame's payload belongs; empty while the slot holds an earlier micro-batch.
     *
     * @throws LinkException for a frame that is out of its bounds or comes twice
     */
    Optional<ByteBuffer> place(FrameHeader header) {
        if (header.microBatch() < 0
                || header.microBatch() >= perMiniBatch
                || header.iteration() < 0
                || header.count() < 1
                || (long) header.offset() + header.count() > samples
                || header.bytes() != header.count() * channel.sampleBytes()) {
            throw new LinkException("a frame of " + channel + " is out of its bounds: " + header + ", but a micro-batch"
                    + " has " + samples + " samples here and a mini-batch " + perMiniBatch + " micro-batches");
        }
        long number = number(header.iteration(), header.microBatch());
        int slot = slot(number);
        if (taken[slot] != FREE && taken[slot] != number) {
            if (taken[slot] > number) {
                throw new LinkException("a frame of " + channel + " comes too late: " + header);
            }
            return Optional.empty();
        }
        if (taken[slot] == FREE) {
            taken[slot] = number;
        }
        BitSet here = placed[slot];
        int next = here.nextSetBit(header.offset());
        if (next >= 0 && next < header.offset() + header.count()) {
            throw new LinkException("samples of " + channel + " come twice: " + header);
        }
        here.set(header.offset(), header.offset() + header.count());
        return Optional.of(part(slot, header.offset(), header.count()));
    }

    private ByteBuffer part(int slot, int offset, int count) {
        int from = (slot * samples + offset) * channel.sampleBytes();
        return memory.slice(from, count * channel.sampleBytes()).order(ByteOrder.nativeOrder());
    }

    /** The payload of a frame is in its place. */
    void arrived(FrameHeader header, long nowNanos) {
        int slot = slot(number(header.iteration(), header.microBatch()));
        arrived[slot] += header.count();
        if (header.delayNanos() > 0) {
            long ready = nowNanos + header.delayNanos();
            readyAt[slot] = readyAt[slot] == 0 ? ready : Math.max(readyAt[slot], ready);
        }
    }

    /** How long a micro-batch is from being ready, as far as is known: 0 when it is, empty when samples are missing. */
    Optional<Long> nanosUntilReady(long iteration, int microBatch, long nowNanos) {
        long number = number(iteration, microBatch);
        int slot = slot(number);
        if (taken[slot] != number || arrived[slot] < samples) {
            return Optional.empty();
        }
        return Optional.of(readyAt[slot] == 0 ? 0 : Math.max(0, readyAt[slot] - nowNanos));
    }

    /** Samples of a micro-batch that have arrived. */
    int arrived(long iteration, int microBatch) {
        long number = number(iteration, microBatch);
        return taken[slot(number)] == number ? arrived[slot(number)] : 0;
    }

    /** The samples of a micro-batch that is ready. */
    ByteBuffer samples(long iteration, int microBatch) {
        return part(slot(number(iteration, microBatch)), 0, samples);
    }

    /** The slot of a micro-batch is free again. */
    void release(long iteration, int microBatch) {
        int slot = slot(number(iteration, microBatch));
        taken[slot] = FREE;
        placed[slot].clear();
        arrived[slot] = 0;
        readyAt[slot] = 0;
    }

    /** Slots in use. */
    int used() {
        return (int) Arrays.stream(taken).filter(number -> number != FREE).count();
    }

    PipeChannel channel() {
        return channel;
    }
}
