package dev.braid.ops.device;

import java.util.ArrayDeque;
import java.util.Queue;

/** A stream of the CPU device: runs each operation at once, or holds all of them back until an event is awaited. */
public final class CpuStream implements Stream {
    /** When an enqueued operation runs. */
    public enum Mode {
        /** At once, on the enqueuing thread: what production uses. */
        IMMEDIATE,
        /** When an event behind it is awaited: keeps callers honest about the asynchrony of other devices. */
        DEFERRED
    }

    private final Mode mode;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long enqueued;
    private long executed;

    public CpuStream(Mode mode) {
        this.mode = mode;
    }

    /** The CPU stream behind {@code stream}; refuses a stream of another device. */
    public static CpuStream of(Stream stream) {
        if (stream instanceof CpuStream cpu) {
            return cpu;
        }
        throw new IllegalArgumentException("stream is a " + stream.getClass().getSimpleName()
                + ", but this operation runs on the cpu device: enqueue it on a stream of Device cpu");
    }

    /** Adds an operation to the queue. */
    public void enqueue(Runnable operation) {
        enqueued++;
        if (mode == Mode.DEFERRED) {
            waiting.add(operation);
        } else {
            operation.run();
            executed++;
        }
    }

    @Override
    public Event record() {
        long point = enqueued;
        return () -> {
            while (executed < point) {
                executed++;
                waiting.remove().run();
            }
        };
    }
}
