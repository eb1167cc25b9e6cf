package dev.braid.ops.cost;

import dev.braid.ops.device.WorkerPool;
import dev.braid.ops.memory.Lanes;
import java.time.Duration;
import jdk.incubator.vector.FloatVector;

/** The most f32 multiply-adds that the threads of a pool complete, measured with registers alone. */
public final class FmaPeak {
    private static final int STEPS = 200_000;
    /** Independent chains: enough to cover the latency of two FMA units, few enough for sixteen registers. */
    private static final int CHAINS = 12;
    /** Chunks per thread in one timing: a thread that loses its core costs a fraction of it. */
    private static final int CHUNKS_PER_THREAD = 8;

    private FmaPeak() {}

    /** GFLOP/s of all threads of {@code pool} together: the best timing within the budget. */
    public static double measure(WorkerPool pool, Duration budget) {
        int chunks = pool.threads() * CHUNKS_PER_THREAD;
        float[] sink = new float[chunks * Lanes.COUNT];
        double flops = 2.0 * STEPS * CHAINS * Lanes.COUNT * chunks;
        double seconds = BestTime.of(() -> pool.run(chunks, chunk -> chains(sink, chunk * Lanes.COUNT)), budget);
        return flops / seconds * 1e-9;
    }

    private static void chains(float[] sink, int at) {
        FloatVector x = FloatVector.broadcast(Lanes.SPECIES, 0.999f + sink[at] * 1e-9f);
        FloatVector y = FloatVector.broadcast(Lanes.SPECIES, 1e-3f);
        FloatVector c0 = y, c1 = y, c2 = y, c3 = y, c4 = y, c5 = y;
        FloatVector d0 = x, d1 = x, d2 = x, d3 = x, d4 = x, d5 = x;
        for (int i = 0; i < STEPS; i++) {
            c0 = c0.fma(x, y);
            c1 = c1.fma(x, y);
            c2 = c2.fma(x, y);
            c3 = c3.fma(x, y);
            c4 = c4.fma(x, y);
            c5 = c5.fma(x, y);
            d0 = d0.fma(x, y);
            d1 = d1.fma(x, y);
            d2 = d2.fma(x, y);
            d3 = d3.fma(x, y);
            d4 = d4.fma(x, y);
            d5 = d5.fma(x, y);
        }
        FloatVector c = c0.add(c1).add(c2).add(c3).add(c4).add(c5);
        FloatVector d = d0.add(d1).add(d2).add(d3).add(d4).add(d5);
        c.add(d).intoArray(sink, at);
    }
}
