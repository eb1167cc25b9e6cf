package dev.braid.gpp.simulate;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.plan.Kfkb;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.StageProgram;
import java.util.List;

/** How a plan's stages order their passes. Forwards and backwards always follow {@link Kfkb}. */
public enum Schedule {
    /** One backward computes both gradients. */
    WHOLE_BACKWARD,
    /**
     * The gradient of the input comes first and is sent at once; that of the weights fills the time in which a stage
     * would wait, or comes when its samples' place is needed (zero-bubble pipelines, with their memory bound: see
     * {@link SplitBackward}). Never slower than {@link #WHOLE_BACKWARD}.
     *
     * @see <a href="https://arxiv.org/abs/2401.10241">Zero Bubble Pipeline Parallelism</a>
     */
    SPLIT_BACKWARD;

    /** The stages' programs. Throws {@link IllegalArgumentException} for a plan that deadlocks under it. */
    public List<StageProgram> programs(Problem problem, Plan plan) {
        if (this == WHOLE_BACKWARD) {
            return Kfkb.programs(plan, problem.training().miniBatch());
        }
        return Simulator.run(problem, plan, this).finished().programs();
    }
}
