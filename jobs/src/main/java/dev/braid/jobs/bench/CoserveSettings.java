package dev.braid.jobs.bench;

import dev.braid.jobs.trace.Lengths;
import java.util.List;

/**
 * What a real comparison of the policies runs.
 *
 * @param policies labels of policies; separate clusters are added to them
 * @param loads as shares of the serving capacity under the targets
 * @param seconds of each run
 * @param samples lengths of training samples
 * @param rank of the LoRA on all linears that is trained
 */
public record CoserveSettings(
        BenchModel model,
        int threads,
        List<String> policies,
        List<Double> loads,
        double seconds,
        Lengths prompts,
        Lengths outputs,
        Lengths samples,
        int rank,
        long seed) {
    public CoserveSettings {
        policies = List.copyOf(policies);
        loads = List.copyOf(loads);
        Require.positive("threads", threads);
        Require.positive("rank", rank);
        if (!(seconds > 0)) {
            throw new IllegalArgumentException("seconds is " + seconds + ", must be above 0");
        }
        for (double load : loads) {
            if (!(load > 0 && load <= 1)) {
                throw new IllegalArgumentException("load is " + load + ", must be above 0 and at most 1");
            }
        }
    }

    int context() {
        return Math.max(prompts.max() + outputs.max(), samples.max());
    }
}
