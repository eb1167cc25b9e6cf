package dev.braid.jobs.engine;

import dev.braid.jobs.sched.StepPlan;
import dev.braid.jobs.sched.Work;
import dev.braid.model.decoder.DecoderRuntime;
import dev.braid.model.program.ProgramExecutor;
import dev.braid.model.program.TokenBatch;
import dev.braid.model.program.TrainingSample;
import dev.braid.ops.attention.KvPool;
import dev.braid.ops.device.Device;
import dev.braid.ops.memory.Matrix;
import dev.braid.ops.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;

/** Runs steps as programs on a device. */
public final class DeviceStepRunner implements StepRunner {
    private static final int WARM_UP_ROUNDS = 20;

    private final DecoderRuntime runtime;
    private final ProgramExecutor executor;
    private final SampledRows sampling;
    private final Device device;
    private SampleInput sample;

    /** Takes runtime and device over: they are closed with this. */
    public DeviceStepRunner(DecoderRuntime runtime, Device device, Sampler sampler) {
        this.runtime = runtime;
        this.executor = runtime.executor();
        this.device = device;
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
                executor.backwardBlocks());
    }

    @Override
    public void warmUp() {
        int pages = Math.min(executor.sizes().pages(), executor.sizes().pagesPerSequence());
        int[] own = new int[pages];
        for (int i = 0; i < pages; i++) {
            own[i] = i;
        }
        int rows = Math.min(
                Math.min(
                        executor.sizes().batchRows(),
                        Math.min(executor.sizes().headRows(), executor.sizes().contextTokens())),
                pages * KvPool.PAGE_TOKENS);
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            int count = round % 2 == 0 ? rows : 1;
            TokenBatch batch = executor.batch();
            batch.clear();
            int slot = batch.addSequence(own, pages);
            int[] sampled = new int[count];
            for (int t = 0; t < count; t++) {
                sampled[t] = batch.addRow(slot, 0, t, 0, -1, -1);
            }
            executor.forward();
            executor.logits(sampled);
            executor.await();
        }
    }

    @Override
    public void install(int slot, float[] weights) {
        if (slot == BASE) {
            runtime.installBase(weights);
        } else {
            executor.adapters().install(executor.stream(), slot, weights);
        }
    }

    @Override
    public void begin(SampleInput next) {
        sample = next;
        TrainingSample training = new TrainingSample(
                next.tokens().ids(),
                next.tokens().labels(),
                next.tokens().segmentStart(),
                next.adapter(),
                next.dropoutKey(),
                next.pages());
        executor.beginSample(training, next.dropoutSeed());
    }

    @Override
    public StepResult run(StepPlan plan, StepInputs inputs) {
        TokenBatch batch = executor.batch();
        batch.clear();
        List<SampledRows.Row> sampled = new ArrayList<>();
        ProgramExecutor.TrainingRows window = null;
        for (Work work : plan.work()) {
            if (work instanceof Work.Decode decode) {
                SequenceInput sequence = inputs.sequence(decode.sequence());
                addRows(decode.sequence(), sequence, sequence.length() - 1, 1, sampled);
            } else if (work instanceof Work.Prefill prefill) {
                SequenceInput sequence = inputs.sequence(prefill.sequence());
                addRows(prefill.sequence(), sequence, prefill.from(), prefill.tokens(), sampled);
            } else if (work instanceof Work.ForwardWindow forward) {
                window = addWindow(forward);
            }
        }
        List<StepResult.Chosen> chosen = List.of();
        if (batch.rows() > 0) {
            executor.forward(window == null ? new ProgramExecutor.TrainingRows(batch.rows(), 0, 0) : window);
            chosen = choose(sampled);
        }
        backward(plan);
        executor.await();
        return new StepResult(chosen);
    }

    private void addRows(long id, SequenceInput sequence, int from, int count, List<SampledRows.Row> sampled) {
        TokenBatch batch = executor.batch();
        int slot = batch.addSequence(sequence.pages(), sequence.pages().length);
        int row = -1;
        for (int t = from; t < from + count; t++) {
            row = batch.addRow(slot, sequence.tokens()[t], t, 0, sequence.adapter(), -1);
        }
        if (from + count == sequence.length()) {
            sampled.add(new SampledRows.Row(id, row, sequence));
        }
    }

    private ProgramExecutor.TrainingRows addWindow(Work.ForwardWindow forward) {
        TokenBatch batch = executor.batch();
        int slot = batch.addSequence(sample.pages(), sample.pages().length);
        int first = batch.rows();
        for (int t = forward.from(); t < forward.from() + forward.tokens(); t++) {
            batch.addRow(
                    slot,
                    sample.tokens().ids()[t],
                    t,
                    sample.tokens().segmentStart()[t],
                    sample.adapter(),
                    sample.dropoutKey());
        }
        return new ProgramExecutor.TrainingRows(first, forward.from(), forward.tokens());
    }

    private List<StepResult.Chosen> choose(List<SampledRows.Row> rows) {
        List<StepResult.Chosen> chosen = new ArrayList<>();
        int atOnce = executor.sizes().headRows();
        for (int from = 0; from < rows.size(); from += atOnce) {
            List<SampledRows.Row> part = rows.subList(from, Math.min(rows.size(), from + atOnce));
            Matrix logits =
                    executor.logits(part.stream().mapToInt(SampledRows.Row::row).toArray());
            chosen.addAll(sampling.choose(part, logits));
        }
        return chosen;
    }

    private void backward(StepPlan plan) {
        for (Work work : plan.work()) {
            if (work instanceof Work.BackwardWindow window) {
                if (sample.purpose() == TrainingLease.Purpose.EVALUATE) {
                    executor.loss(window.from(), window.tokens());
                } else {
                    executor.backward(window.block(), window.from(), window.tokens());
                }
            }
        }
    }

    @Override
    public double lossSum() {
        return executor.lossSum();
    }

    @Override
    public float[] gradient() {
        return executor.gradient();
    }

    @Override
    public void close() {
        sampling.close();
        runtime.close();
        device.close();
    }
}
