package dev.braid.submit.fuzz;

import java.util.Locale;

/** What the inputs of one target came to. Written by one thread; others may read when it has ended. */
final class Tally {
    private long accepted;
    private long refused;
    private long slowestNanos;
    private long largestBytes;

    void add(Verdict verdict) {
        if (verdict.ending() == Verdict.Ending.ACCEPTED) {
            accepted++;
        } else {
            refused++;
        }
        slowestNanos = Math.max(slowestNanos, verdict.nanos());
        largestBytes = Math.max(largestBytes, verdict.bytes());
    }

    long inputs() {
        return accepted + refused;
    }

    String line(String target) {
        return String.format(
                Locale.ROOT,
                "fuzz %-28s %9d inputs, %9d accepted, %9d refused, slowest %6d ms, largest allocation %6d KiB",
                target,
                inputs(),
                accepted,
                refused,
                slowestNanos / 1_000_000,
                largestBytes >> 10);
    }
}
