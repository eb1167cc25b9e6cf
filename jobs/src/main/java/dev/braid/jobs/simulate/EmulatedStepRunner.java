package dev.braid.jobs.simulate;

import dev.braid.jobs.engine.ModelLimits;
import dev.braid.jobs.engine.SampleInput;
import dev.braid.jobs.engine.SequenceInput;
import dev.braid.jobs.engine.StepInputs;
import dev.braid.jobs.engine.StepResult;
import dev.braid.jobs.engine.StepRunner;
import dev.braid.jobs.sched.StepPlan;
import dev.braid.jobs.sched.latency.ProfileShape;
import dev.braid.jobs.sched.latency.StepLoad;
import java.util.ArrayList;
import java.util.List;

/**
 * A step runner that computes nothing and takes the time of a {@link Machine}: the real scheduler and engine run over
 * it at the scale of devices that are not here. Tokens are those of its {@link Pretence}, losses and gradients 0.
 */
public final class EmulatedStepRunner implements StepRunner {
    private final ModelLimits limits;
    private final Machine machine;
    private final Pace pace;
    private final Pretence pretence;
    private final StepLoad load = new StepLoad();

    /** Gives token 0 and no gradient. */
    public EmulatedStepRunner(ModelLimits limits, Machine machine, Pace pace) {
        this(limits, machine, pace, Pretence.OF_NOTHING);
    }

    public EmulatedStepRunner(ModelLimits limits, Machine machine, Pace pace, Pretence pretence) {
        this.pretence = pretence;
        this.limits = limits;
        this.machine = machine;
        this.pace = pace;
    }

    @Override
    public ModelLimits limits() {
        return limits;
    }

    @Override
    public void warmUp() {}

    @Override
    public void rehearse(ProfileShape shape) {
        pass(shape.load());
    }

    @Override
    public void install(int slot, float[] weights) {}

    @Override
    public void installBase(int copy, float[] weights) {}

    @Override
    public void begin(SampleInput sample) {}

    @Override
    public StepResult run(StepPlan plan, StepInputs inputs) {
        load.clear();
        List<StepResult.Chosen> chosen = new ArrayList<>(plan.decodes() + plan.prefills());
        for (int i = 0; i < plan.decodes(); i++) {
            int length = inputs.sequence(plan.decode(i)).length();
            load.addDecode(length);
            chosen.add(new StepResult.Chosen(plan.decode(i), pretence.token(length)));
        }
        for (int i = 0; i < plan.prefills(); i++) {
            load.addPrefill(plan.prefillFrom(i), plan.prefillTokens(i));
            SequenceInput sequence = inputs.sequence(plan.prefill(i));
            if (plan.prefillFrom(i) + plan.prefillTokens(i) == sequence.length()) {
                chosen.add(new StepResult.Chosen(plan.prefill(i), pretence.token(sequence.length())));
            }
        }
        train(plan);
        pass(load);
        return new StepResult(chosen);
    }

    private void train(StepPlan plan) {
        if (plan.forwardTokens() > 0) {
            load.addForward(plan.forwardFrom(), plan.forwardTokens());
        }
        int head = limits.backwardBlocks().get(0);
        for (int i = 0; i < plan.backwards(); i++) {
            if (plan.backwardBlock(i) == head) {
                load.addHead(plan.backwardTokens(i));
            } else {
                load.addBackward(plan.backwardFrom(i), plan.backwardTokens(i));
            }
        }
    }

    private void pass(StepLoad work) {
        pace.pass(machine.nanos(work, pace.clock().getAsLong()));
    }

    @Override
    public double lossSum(int lane) {
        return 0;
    }

    @Override
    public float[] gradient(int lane) {
        return new float[pretence.gradientFloats()];
    }

    @Override
    public void close() {}
}
