package dev.braid.model;

import dev.braid.model.decoder.DecoderModel;
import dev.braid.model.decoder.DecoderRuntime;
import dev.braid.model.files.FloatSource;
import dev.braid.model.program.AdapterShape;
import dev.braid.model.program.ExecutorSizes;
import dev.braid.model.program.ProgramExecutor;
import dev.braid.model.program.TokenBatch;
import dev.braid.model.program.TrainingSample;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.Kernels;
import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** A decoder on the CPU that tests drive by hand: logits, greedy continuations, and training in random windows. */
public final class Lab implements AutoCloseable {
    private static final int PAGES = 64;

    private final CpuDevice device;
    private final DecoderRuntime runtime;
    private final ProgramExecutor executor;

    public Lab(DecoderModel model, List<AdapterShape> slots, Function<String, FloatSource> source) {
        this(model, slots, source, 1, CpuStream.Mode.IMMEDIATE);
    }

    public Lab(
            DecoderModel model,
            List<AdapterShape> slots,
            Function<String, FloatSource> source,
            int threads,
            CpuStream.Mode mode) {
        device = new CpuDevice(threads);
        Kernels kernels = CpuKernels.vector(device);
        ExecutorSizes sizes = new ExecutorSizes(128, 24, 32, 4, 128, 64, PAGES);
        runtime = DecoderRuntime.open(model, slots, source, sizes, kernels, device, new CpuStream(mode));
        executor = runtime.executor();
    }

    public ProgramExecutor executor() {
        return executor;
    }

    public DecoderRuntime runtime() {
        return runtime;
    }

    /** Puts flat weights into an adapter slot. */
    public void install(int slot, float[] weights) {
        executor.adapters().install(executor.stream(), slot, weights);
    }

    /** Logits of every position of a sequence, {@code [ids.length][vocabulary]}. */
    public float[][] logits(int[] ids, int adapter) {
        TokenBatch batch = executor.batch();
        batch.clear();
        int slot = batch.addSequence(pages(0), 8);
        for (int t = 0; t < ids.length; t++) {
            batch.addRow(slot, ids[t], t, 0, adapter, -1);
        }
        executor.forward();
        float[][] result = new float[ids.length][];
        for (int from = 0; from < ids.length; from += executor.sizes().headRows()) {
            int to = Math.min(ids.length, from + executor.sizes().headRows());
            Matrix logits = executor.logits(IntStream.range(from, to).toArray());
            executor.await();
            for (int t = from; t < to; t++) {
                result[t] = row(logits, t - from);
            }
        }
        return result;
    }

    /** The likeliest continuation, one decode step a token. */
    public int[] greedy(int[] prompt, int tokens, int adapter) {
        int[] ids = new int[tokens];
        float[][] logits = logits(prompt, adapter);
        ids[0] = argmax(logits[prompt.length - 1]);
        for (int i = 1; i < tokens; i++) {
            TokenBatch batch = executor.batch();
            batch.clear();
            int slot = batch.addSequence(pages(0), 8);
            batch.addRow(slot, ids[i - 1], prompt.length + i - 1, 0, adapter, -1);
            executor.forward();
            Matrix next = executor.logits(new int[] {0});
            executor.await();
            ids[i] = argmax(row(next, 0));
        }
        return ids;
    }

    /** Loss sum and gradient of a sample. */
    public record Trained(double lossSum, float[] gradient) {}

    /** Trains on one sample, cut into windows of random sizes, forward and backward. */
    public Trained train(
            int[] ids, int[] labels, int[] segmentStart, int adapter, int dropoutKey, RandomGenerator random) {
        TrainingSample sample = new TrainingSample(ids, labels, segmentStart, adapter, dropoutKey, pages(16));
        executor.beginSample(sample, 7);
        for (int from = 0; from < ids.length; ) {
            int count = 1 + random.nextInt(ids.length - from);
            forwardWindow(sample, from, count);
            from += count;
        }
        for (int block : executor.backwardBlocks()) {
            for (int end = ids.length; end > 0; ) {
                int count = 1 + random.nextInt(end);
                executor.backward(block, end - count, count);
                end -= count;
            }
        }
        return new Trained(executor.lossSum(), executor.gradient());
    }

    private void forwardWindow(TrainingSample sample, int from, int count) {
        executor.await();
        TokenBatch batch = executor.batch();
        batch.clear();
        int slot = batch.addSequence(sample.pages(), 8);
        for (int t = from; t < from + count; t++) {
            batch.addRow(slot, sample.ids()[t], t, sample.segmentStart()[t], sample.adapter(), sample.dropoutKey());
        }
        executor.forward(new ProgramExecutor.TrainingRows(0, from, count));
    }

    private static int[] pages(int first) {
        // Not in order, so that nothing may rely on neighbouring pages.
        List<Integer> pages = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pages.add(first + (i * 5) % 8);
        }
        return pages.stream().mapToInt(Integer::intValue).toArray();
    }

    public static int argmax(float[] row) {
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            best = row[i] > row[best] ? i : best;
        }
        return best;
    }

    private static float[] row(Matrix matrix, int row) {
        float[] values = new float[matrix.cols()];
        for (int i = 0; i < values.length; i++) {
            values[i] = matrix.get(row, i);
        }
        return values;
    }

    @Override
    public void close() {
        runtime.close();
        device.close();
    }
}
