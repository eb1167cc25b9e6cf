package dev.braid.jobs.pipeline;

import dev.braid.jobs.link.FrameHeader;
import dev.braid.jobs.link.LinkException;
import dev.braid.stage.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The all-reduce of a stage's replicas, as one of them sees it: each replica owns a block of the flat gradient, gets that
 * block of all others, adds them up in the order of the replicas, and sends the sum to all. So every replica has the same
 * bits. Guarded by its inbox.
 */
final class Blocks {
    /** What a block is for. */
    enum Phase {
        /** Another replica's part of the block that this one owns. */
        SCATTER,
        /** The sum of a block that another one owns. */
        GATHER
    }

    private final int replicas;
    private final int self;
    /** Number of the worker that is replica 0. */
    private final int first;

    private final ElementType type;
    private final ByteBuffer gradient;
    private final ByteBuffer[] parts;
    private final boolean[][] there = new boolean[2][];
    private long iteration = -1;

    /**
     * @param first number of the worker that is replica 0 of the stage
     * @param gradient this replica's flat sum, written when the sums of other blocks come
     */
    Blocks(int replicas, int self, int first, ElementType type, ByteBuffer gradient) {
        this.replicas = replicas;
        this.self = self;
        this.first = first;
        this.type = type;
        this.gradient = gradient.duplicate().order(ByteOrder.nativeOrder()).clear();
        this.parts = new ByteBuffer[replicas];
        int own = bytes(self);
        Arrays.setAll(
                parts,
                replica -> ByteBuffer.allocateDirect(replica == self ? 0 : own).order(ByteOrder.nativeOrder()));
        clear();
    }

    final void clear() {
        iteration = -1;
        for (int phase = 0; phase < there.length; phase++) {
            there[phase] = new boolean[replicas];
            there[phase][self] = true;
        }
    }

    private int elements() {
        return gradient.capacity() / type.bytes();
    }

    private int from(int replica) {
        return (int) ((long) elements() * replica / replicas) * type.bytes();
    }

    private int bytes(int replica) {
        return from(replica + 1) - from(replica);
    }

    /** A block of this replica's gradient. */
    ByteBuffer block(int replica) {
        return gradient.slice(from(replica), bytes(replica)).order(ByteOrder.nativeOrder());
    }

    /** What a frame of a phase carries in place of a channel. */
    static int channel(Phase phase) {
        return -1 - phase.ordinal();
    }

    Optional<ByteBuffer> place(int peer, FrameHeader header) {
        int phase = -1 - header.channel();
        int replica = peer - first;
        if (phase >= there.length || replica < 0 || replica >= replicas || replica == self) {
            throw new LinkException("a frame came that is of no channel and no all-reduce: " + header);
        }
        if (iteration >= 0 && iteration != header.iteration()) {
            if (header.iteration() < iteration) {
                throw new LinkException("a block of an all-reduce comes too late: " + header);
            }
            return Optional.empty();
        }
        iteration = header.iteration();
        if (there[phase][replica]) {
            throw new LinkException("a block of an all-reduce comes twice: " + header);
        }
        ByteBuffer place =
                phase == Phase.SCATTER.ordinal() ? parts[replica].duplicate().clear() : block(replica);
        if (place.remaining() != header.bytes()) {
            throw new LinkException(
                    "a block of an all-reduce has " + header.bytes() + " bytes, but must have " + place.remaining());
        }
        return Optional.of(place);
    }

    void arrived(int peer, FrameHeader header) {
        there[-1 - header.channel()][peer - first] = true;
    }

    boolean complete(long iteration, Phase phase) {
        for (boolean each : there[phase.ordinal()]) {
            if (!each) {
                return false;
            }
        }
        return replicas == 1 || this.iteration == iteration;
    }

    /** Adds all parts of the own block, in the order of the replicas. */
    void addUp() {
        ByteBuffer own = block(self);
        for (int at = 0; at < own.capacity(); at += type.bytes()) {
            if (type == ElementType.DOUBLE) {
                double sum = 0;
                for (int replica = 0; replica < replicas; replica++) {
                    sum += replica == self ? own.getDouble(at) : parts[replica].getDouble(at);
                }
                own.putDouble(at, sum);
            } else {
                float sum = 0;
                for (int replica = 0; replica < replicas; replica++) {
                    sum += replica == self ? own.getFloat(at) : parts[replica].getFloat(at);
                }
                own.putFloat(at, sum);
            }
        }
    }

    int replicas() {
        return replicas;
    }

    int self() {
        return self;
    }

    /** Number of the worker that is a replica. */
    int worker(int replica) {
        return first + replica;
    }

    String words(Phase phase) {
        StringBuilder missing = new StringBuilder(phase == Phase.SCATTER ? "parts" : "sums");
        missing.append(" of replicas");
        for (int replica = 0; replica < replicas; replica++) {
            if (!there[phase.ordinal()][replica]) {
                missing.append(' ').append(replica);
            }
        }
        return missing.append(" are missing").toString();
    }
}
