package dev.braid.ops.device;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of the CPU device. Work is cut into numbered chunks that threads claim one by one, so a thread that
 * loses its core delays one chunk only. Idle threads spin briefly and then park. The calling thread works too; one
 * caller at a time.
 */
public final class WorkerPool implements AutoCloseable {
    /** One chunk's work; must not depend on which thread runs it. */
    @FunctionalInterface
    public interface Chunk {
        void run(int chunk);
    }

    private static final int SPINS = 20_000;
    /** Elements of a chunk below which handing it to another thread costs more than it saves. */
    private static final long WORTH_SHARING = 16_384;

    /** One call's work, and the first thing that a chunk of it threw. */
    private record Job(
            Chunk chunk, int chunks, AtomicInteger next, AtomicInteger done, AtomicReference<Throwable> failure) {
        void work() {
            int claimed;
            while ((claimed = next.getAndIncrement()) < chunks) {
                try {
                    chunk.run(claimed);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    done.incrementAndGet();
                }
            }
        }

        void rethrow() {
            Throwable cause = failure.get();
            if (cause instanceof Error error) {
                throw error;
            }
            if (cause != null) {
                throw (RuntimeException) cause;
            }
        }
    }

    private final Thread[] helpers;
    private volatile Job job;
    private volatile boolean closed;
    private final AtomicBoolean busy = new AtomicBoolean();

    public WorkerPool(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
        }
        helpers = new Thread[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Thread(this::serve, "braid-cpu-" + (i + 1));
            helpers[i].setDaemon(true);
            helpers[i].start();
        }
    }

    public int threads() {
        return helpers.length + 1;
    }

    /**
     * Runs chunks {@code 0 .. chunks-1}, each once, and returns when all are done. What a chunk throws is thrown here,
     * after all others have run.
     */
    public void run(int chunks, Chunk chunk) {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("the worker pool is running other work: it serves one caller at a time,"
                    + " and a chunk must not call it");
        }
        try {
            Job mine = new Job(chunk, chunks, new AtomicInteger(), new AtomicInteger(), new AtomicReference<>());
            if (chunks > 1) {
                share(mine);
            }
            mine.work();
            while (mine.done.get() < chunks) {
                Thread.onSpinWait();
            }
            job = null;
            mine.rethrow();
        } finally {
            busy.set(false);
        }
    }

    private void share(Job mine) {
        job = mine;
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    /**
     * Runs items {@code 0 .. items-1}, each once: several to a chunk where they are small, all on the calling thread
     * where handing over would cost more than it saves.
     *
     * @param work of one item, in elements touched
     */
    public void each(int items, long work, Chunk item) {
        int together = (int) Math.min(Math.max(items, 1), Math.max(1, WORTH_SHARING / Math.max(work, 1)));
        int chunks = (items + together - 1) / together;
        run(chunks, chunk -> {
            int end = Math.min(items, (chunk + 1) * together);
            for (int i = chunk * together; i < end; i++) {
                item.run(i);
            }
        });
    }

    private void serve() {
        Job seen = null;
        int idle = 0;
        while (!closed) {
            Job current = job;
            if (current != null && current != seen) {
                seen = current;
                idle = 0;
                current.work();
            } else if (++idle < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                idle = 0;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
    }
}
