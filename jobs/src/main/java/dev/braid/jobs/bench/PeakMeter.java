package dev.braid.jobs.bench;

import dev.braid.ops.cost.FmaPeak;
import dev.braid.ops.device.CpuDevice;
import java.time.Duration;

/**
 * The FMA peak of a number of threads, measured again and again in one run: the best counts, since a machine that
 * others use too is not equally fast all the time. One thread.
 */
public final class PeakMeter implements AutoCloseable {
    private static final Duration BUDGET = Duration.ofMillis(300);

    private final CpuDevice device;
    private double best;

    public PeakMeter(int threads) {
        device = new CpuDevice(threads);
        measure();
    }

    void measure() {
        best = Math.max(best, FmaPeak.measure(device.pool(), BUDGET));
    }

    /** GFLOP/s. */
    public double best() {
        return best;
    }

    @Override
    public void close() {
        device.close();
    }
}
