package dev.braid.jobs.simulate;

import dev.braid.data.pack.PackedSequence;
import dev.braid.jobs.engine.ModelLimits;
import dev.braid.jobs.sched.latency.StepCost;
import dev.braid.jobs.trace.Lengths;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * One emulated device with its model: what it holds and how long its steps take.
 *
 * @param model name of the model
 * @param cost of its steps
 * @param peft cost of the steps of a device that only finetunes, with PyTorch and PEFT
 * @param maxBatchTokens token slots
 * @param maxSequences requests that run at a time
 * @param context tokens of a sequence
 * @param kvTokens tokens that the KV pool holds beside training samples
 * @param layers that go backward
 * @param lanes training samples in flight at a time
 * @param samples lengths of training samples
 */
public record Deployment(
        String model,
        StepCost cost,
        StepCost peft,
        int maxBatchTokens,
        int maxSequences,
        int context,
        long kvTokens,
        int layers,
        int lanes,
        Lengths samples) {
    private static final int PAGE_TOKENS = 16;
    private static final int VOCABULARY = 32_000;

    ModelLimits limits() {
        int pages = (int) ((kvTokens + (long) lanes * samples.max()) / PAGE_TOKENS) + lanes;
        List<Integer> blocks =
                IntStream.rangeClosed(0, layers).map(i -> layers - i).boxed().toList();
        return new ModelLimits(VOCABULARY, context, pages, PAGE_TOKENS, samples.max(), lanes, blocks);
    }

    /** A training sample of random length; its content does not matter here. */
    PackedSequence sample(RandomGenerator random) {
        int length = samples.draw(random);
        return new PackedSequence(new int[length], new int[length], new int[length]);
    }
}
