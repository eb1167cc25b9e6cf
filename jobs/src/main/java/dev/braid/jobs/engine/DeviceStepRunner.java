package dev.braid.jobs.engine;

import dev.braid.jobs.sched.StepPlan;
import dev.braid.jobs.sched.latency.ProfileShape;
import dev.braid.model.decoder.DecoderRuntime;
import dev.braid.model.program.ProgramExecutor;
import dev.braid.model.program.TokenBatch;
import dev.braid.model.program.TrainingSample;
import dev.braid.ops.attention.KvPool;
import dev.braid.ops.device.Device;
import dev.braid.ops.sampling.Sampler;

/**
 * Runs steps as programs on a device. A step reuses its arrays: what it leaves on the heap for each row is the token
 * that is handed on ({@link StepResult.Chosen} with its {@link GeneratedToken}) and the row's sampling parameters.
 */
public final class DeviceStepRunner implements StepRunner {

    private final DecoderRuntime runtime;
    private final ProgramExecutor executor;
    private final SampledRows sampling;
    private final Device device;
    private final int trainedSlot;
    private final SampleInput[] samples;

    /**
     * Takes runtime and device over: they are closed with this.
     *
     * @param trainedSlot a slot of the shape in training, or {@link #BASE}
     */
    public DeviceStepRunner(DecoderRuntime runtime, Device device, Sampler sampler, int trainedSlot) {
        this.runtime = runtime;
        this.executor = runtime.executor();
        this.device = device;
        this.trainedSlot = trainedSlot;
        this.samples = new SampleInput[executor.sizes().lanes()];
        this.sampling = new SampledRows(executor, device, sampler);
    }

    @Override
    public ModelLimits limits() {
        return new ModelLimits(
                executor.widths().vocabulary(),
                executor.sizes().contextTokens(),
                executor.sizes().pages(),
                KvPool.PAGE_TOKENS,
                executor.sizes().sampleTokens(),
                executor.sizes().lanes(),
                executor.backwardBlocks());
    }

    @Override
    public void warmUp() {
        new Rehearsal(executor, trainedSlot).warmUp();
    }

    @Override
    public void rehearse(ProfileShape shape) {
        new Rehearsal(executor, trainedSlot).run(shape);
    }

    @Override
    public void install(int slot, float[] weights) {
        executor.adapters().install(executor.stream(), slot, weights);
    }

    @Override
    public void installBase(int copy, float[] weights) {
        runtime.installBase(copy, weights);
    }

    @Override
    public void begin(SampleInput next) {
        samples[next.lane()] = next;
        TrainingSample training = new TrainingSample(
                next.tokens().ids(),
                next.tokens().labels(),
                next.tokens().segmentStart(),
                next.adapter(),
                next.dropoutKey(),
                next.pages());
        executor.useLane(next.lane());
        executor.beginSample(training, next.dropoutSeed());
    }

    @Override
    public StepResult run(StepPlan plan, StepInputs inputs) {
        sampling.begin();
        forward(plan, inputs, 0);
        for (int copy = 1; copy < runtime.copies(); copy++) {
            // The device may still read the batch that is filled anew.
            executor.await();
            forward(plan, inputs, copy);
        }
        backward(plan);
        executor.await();
        return new StepResult(sampling.chosen());
    }

    /** The step's rows that read this copy of the base model's weights; with one copy all rows are one batch. */
    private void forward(StepPlan plan, StepInputs inputs, int copy) {
        TokenBatch batch = executor.batch();
        batch.clear();
        for (int i = 0; i < plan.decodes(); i++) {
            SequenceInput sequence = inputs.sequence(plan.decode(i));
            if (sequence.base() == copy) {
                addRows(plan.decode(i), sequence, sequence.length() - 1, 1);
            }
        }
        for (int i = 0; i < plan.prefills(); i++) {
            SequenceInput sequence = inputs.sequence(plan.prefill(i));
            if (sequence.base() == copy) {
                addRows(plan.prefill(i), sequence, plan.prefillFrom(i), plan.prefillTokens(i));
            }
        }
        ProgramExecutor.TrainingRows window = null;
        if (plan.forwardTokens() > 0 && samples[plan.forwardLane()].base() == copy) {
            executor.useLane(plan.forwardLane());
            window = addWindow(samples[plan.forwardLane()], plan.forwardFrom(), plan.forwardTokens());
        }
        if (batch.rows() > 0) {
            runtime.useBase(copy);
            executor.forward(window == null ? new ProgramExecutor.TrainingRows(batch.rows(), 0, 0) : window);
            sampling.choose();
        }
    }

    private void addRows(long id, SequenceInput sequence, int from, int count) {
        TokenBatch batch = executor.batch();
        int slot = batch.addSequence(sequence.pages(), sequence.pageCount());
        int row = -1;
        for (int t = from; t < from + count; t++) {
            row = batch.addRow(slot, sequence.tokens()[t], t, 0, sequence.adapter(), -1);
        }
        if (from + count == sequence.length()) {
            sampling.add(id, row, sequence);
        }
    }

    private ProgramExecutor.TrainingRows addWindow(SampleInput sample, int from, int tokens) {
        TokenBatch batch = executor.batch();
        int slot = batch.addSequence(sample.pages(), sample.pages().length);
        int first = batch.rows();
        for (int t = from; t < from + tokens; t++) {
            batch.addRow(
                    slot,
                    sample.tokens().ids()[t],
                    t,
                    sample.tokens().segmentStart()[t],
                    sample.adapter(),
                    sample.dropoutKey());
        }
        return new ProgramExecutor.TrainingRows(first, from, tokens);
    }

    private void backward(StepPlan plan) {
        if (plan.backwards() == 0) {
            return;
        }
        executor.useLane(plan.backwardLane());
        SampleInput sample = samples[plan.backwardLane()];
        runtime.useBase(sample.base());
        for (int i = 0; i < plan.backwards(); i++) {
            if (sample.purpose() == TrainingLease.Purpose.EVALUATE) {
                executor.loss(plan.backwardFrom(i), plan.backwardTokens(i));
            } else {
                executor.backward(plan.backwardBlock(i), plan.backwardFrom(i), plan.backwardTokens(i));
            }
        }
    }

    @Override
    public double lossSum(int lane) {
        executor.useLane(lane);
        return executor.lossSum();
    }

    @Override
    public float[] gradient(int lane) {
        executor.useLane(lane);
        return executor.gradient();
    }

    @Override
    public void close() {
        sampling.close();
        runtime.close();
        device.close();
    }
}
