package dev.braid.jobs.pipeline;

import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.StageProgram;
import java.util.List;

/**
 * What all workers of a pipeline do together.
 *
 * @param programs one for each stage, in order
 * @param miniBatch samples of one update
 */
public record Job(Plan plan, List<StageProgram> programs, int miniBatch) {
    public Job {
        programs = List.copyOf(programs);
    }
}
