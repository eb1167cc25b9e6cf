package dev.braid.jobs.engine;

import dev.braid.jobs.sched.latency.LatencyModel;
import dev.braid.jobs.sched.latency.ProfileShape;
import dev.braid.jobs.sched.latency.ProfileShapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** Times rehearsed steps once the kernels are warm, for the scheduler's latency function. */
final class Profiling {
    /** Time to repeat steps in, all together: each has an equal part, so that short ones, which scatter more, have many. */
    private static final long BUDGET_NANOS = 3_000_000_000L;

    private static final int MOST_REPETITIONS = 8;

    private Profiling() {}

    /** The shortest time of each shape: what the machine does when nothing else wants it. */
    static List<LatencyModel.Sample> run(StepRunner runner, List<ProfileShape> shapes, LongSupplier clock) {
        long[] best = new long[shapes.size()];
        long[] spent = new long[shapes.size()];
        Arrays.fill(best, Long.MAX_VALUE);
        for (int round = 0; round <= MOST_REPETITIONS; round++) {
            for (int i = 0; i < best.length; i++) {
                if (spent[i] >= BUDGET_NANOS / best.length) {
                    continue;
                }
                long start = clock.getAsLong();
                runner.rehearse(shapes.get(i));
                long nanos = Math.max(1, clock.getAsLong() - start);
                spent[i] += nanos;
                best[i] = Math.min(best[i], nanos);
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
