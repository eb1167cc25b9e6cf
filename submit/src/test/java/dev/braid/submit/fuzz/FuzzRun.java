package dev.braid.submit.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** Feeds a target with inputs; the first that shows a bug ends it, and is kept in a file. */
final class FuzzRun {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Bytes that an input may have allocated for, whatever its size. */
    private static final long MOST_BYTES = 96L << 20;

    private static final long BYTES_PER_BYTE = 2000;
    private static final long MOST_MILLIS = 20_000;

    private final FuzzTarget target;
    private final long seed;
    private final Path failures;
    private long accepted;
    private long refused;
    private long slowestNanos;
    private long mostBytes;

    FuzzRun(FuzzTarget target, long seed, Path failures) {
        this.target = target;
        this.seed = seed;
        this.failures = failures;
    }

    /** Runs so many inputs in a thread of their own, so that one that hangs is noticed. */
    void run(int inputs) throws InterruptedException {
        AtomicReference<AssertionError> bug = new AtomicReference<>();
        AtomicReference<byte[]> present = new AtomicReference<>(new byte[0]);
        Thread reader = new Thread(
                () -> {
                    Mutator mutator = new Mutator(seed, target.seeds());
                    for (int i = 0; i < inputs && bug.get() == null; i++) {
                        byte[] input = mutator.next();
                        present.set(input);
                        try {
                            judge(input);
                        } catch (Throwable e) {
                            bug.set(bug(input, i, e));
                        }
                    }
                },
                "fuzz-" + target.name());
        reader.setDaemon(true);
        reader.start();
        byte[] watched = present.get();
        while (reader.isAlive()) {
            reader.join(MOST_MILLIS);
            if (reader.isAlive() && present.get() == watched) {
                StackTraceElement[] where = reader.getStackTrace();
                AssertionError hang = bug(watched, -1, new IllegalStateException("hangs"));
                hang.setStackTrace(where);
                throw hang;
            }
            watched = present.get();
        }
        if (bug.get() != null) {
            throw bug.get();
        }
    }

    /** Reads one input, and checks what it takes. */
    void judge(byte[] input) throws Throwable {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long began = System.nanoTime();
        FuzzTarget.Verdict verdict = target.judge(input);
        slowestNanos = Math.max(slowestNanos, System.nanoTime() - began);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        mostBytes = Math.max(mostBytes, allocated);
        accepted += verdict == FuzzTarget.Verdict.ACCEPTED ? 1 : 0;
        refused += verdict == FuzzTarget.Verdict.REFUSED ? 1 : 0;
        if (allocated > MOST_BYTES + BYTES_PER_BYTE * input.length) {
            throw new IllegalStateException("allocated " + allocated + " bytes for an input of " + input.length);
        }
    }

    private AssertionError bug(byte[] input, int number, Throwable cause) {
        Path kept = failures.resolve(target.name() + "-" + Integer.toHexString(java.util.Arrays.hashCode(input)));
        try {
            Files.createDirectories(failures);
            Files.write(kept, input);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return new AssertionError(
                target.name() + ", seed " + seed + ", input " + number + " in " + kept + ": " + cause, cause);
    }

    String summary() {
        return String.format(
                Locale.ROOT,
                "%-22s %8d inputs, %7d accepted, %7d refused, slowest %6.1f ms, most allocated %6.1f MB",
                target.name(),
                accepted + refused,
                accepted,
                refused,
                slowestNanos * 1e-6,
                mostBytes * 1e-6);
    }
}
