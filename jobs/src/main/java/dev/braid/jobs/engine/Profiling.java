package dev.braid.jobs.engine;

import dev.braid.jobs.sched.latency.LatencyModel;
import dev.braid.jobs.sched.latency.ProfileShape;
import dev.braid.jobs.sched.latency.ProfileShapes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Times rehearsed steps once the kernels are warm, for the scheduler's latency function. */
final class Profiling {
    /** Time for all steps together, after each has run once. */
    private static final long BUDGET_NANOS = 2_000_000_000L;

    private static final int ROUNDS = 3;

    private Profiling() {}

    /** The shortest time of each shape: what the machine does when nothing else wants it. */
    static List<LatencyModel.Sample> run(StepRunner runner, List<ProfileShape> shapes, LongSupplier clock) {
        long[] best = new long[shapes.size()];
        long began = clock.getAsLong();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < best.length; i++) {
                if (round > 0 && clock.getAsLong() - began > BUDGET_NANOS) {
                    break;
                }
                long start = clock.getAsLong();
                runner.rehearse(shapes.get(i));
                long nanos = Math.max(1, clock.getAsLong() - start);
                best[i] = best[i] == 0 ? nanos : Math.min(best[i], nanos);
            }
        }
        List<LatencyModel.Sample> samples = new ArrayList<>();
        for (int i = 0; i < best.length; i++) {
            samples.add(new LatencyModel.Sample(shapes.get(i).load(), best[i]));
        }
        return samples;
    }

    static ProfileShapes.Room room(ModelLimits limits, EngineSettings settings) {
        return new ProfileShapes.Room(
                settings.scheduler().maxBatchTokens(),
                settings.scheduler().maxSequences(),
                limits.context(),
                (limits.pages() - limits.lanes() * limits.pagesFor(limits.sampleTokens())) * limits.pageTokens(),
                limits.sampleTokens(),
                Math.max(0, limits.backwardBlocks().size() - 1));
    }
}
