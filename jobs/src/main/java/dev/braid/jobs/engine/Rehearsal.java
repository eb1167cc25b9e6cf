package dev.braid.jobs.engine;

import dev.braid.jobs.sched.latency.ProfileShape;
import dev.braid.model.program.ProgramExecutor;
import dev.braid.model.program.TokenBatch;
import dev.braid.model.program.TrainingSample;
import dev.braid.ops.attention.KvPool;
import java.util.Arrays;

/** Runs made-up steps on an executor, over pages that nobody uses yet. Used by the engine's thread. */
final class Rehearsal {
    /** Enough for the compiler to have seen every loop. */
    private static final int WARM_UP_ROUNDS = 20;
    /** A large model has looped often enough after fewer rounds. */
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    private static final int FEWEST_ROUNDS = 3;
    /** Label of every made-up position. */
    private static final int SOME_TOKEN = 0;

    private final ProgramExecutor executor;
    private final int trainedSlot;
    private int nextPage;

    Rehearsal(ProgramExecutor executor, int trainedSlot) {
        this.executor = executor;
        this.trainedSlot = trainedSlot;
    }

    void warmUp() {
        int tokens = Math.min(
                Math.min(executor.sizes().batchRows(), executor.sizes().headRows()),
                Math.min(executor.sizes().contextTokens(), executor.sizes().pages() * KvPool.PAGE_TOKENS));
        int sample = Math.min(executor.sizes().sampleTokens(), tokens);
        int layers = Math.max(0, executor.backwardBlocks().size() - 1);
        long began = System.nanoTime();
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            if (round >= FEWEST_ROUNDS && System.nanoTime() - began > WARM_UP_NANOS) {
                return;
            }
            run(ProfileShape.decode(1 + round % 2, 1));
            run(ProfileShape.decode(0, 0).withPrefill(0, tokens));
            if (sample > 0) {
                run(ProfileShape.decode(0, 0)
                        .withForward(0, sample)
                        .withHead(0, sample)
                        .withBackward(0, sample, layers));
            }
        }
    }

    void run(ProfileShape shape) {
        TokenBatch batch = executor.batch();
        batch.clear();
        int[] sampled = new int
                [Math.min(
                        executor.sizes().headRows(),
                        shape.decodeRows() + (shape.prefill().tokens() > 0 ? 1 : 0))];
        int count = 0;
        for (int i = 0; i < shape.decodeRows() && i < executor.sizes().sequences(); i++) {
            int row = rows(shape.decodeKeys() - 1, 1, -1);
            if (count < sampled.length) {
                sampled[count++] = row;
            }
        }
        if (shape.prefill().tokens() > 0) {
            int row = rows(shape.prefill().from(), shape.prefill().tokens(), -1);
            if (count < sampled.length) {
                sampled[count++] = row;
            }
        }
        forward(shape, Arrays.copyOf(sampled, count));
        backward(shape);
        executor.await();
    }

    private void forward(ProfileShape shape, int[] sampled) {
        boolean trains = shape.forward().tokens()
                        + shape.head().tokens()
                        + shape.backward().tokens()
                > 0;
        if (trains) {
            begin();
        }
        ProgramExecutor.TrainingRows window = null;
        if (shape.forward().tokens() > 0) {
            int first = executor.batch().rows();
            rows(shape.forward().from(), shape.forward().tokens(), trainedSlot);
            window = new ProgramExecutor.TrainingRows(
                    first, shape.forward().from(), shape.forward().tokens());
        }
        if (executor.batch().rows() == 0) {
            return;
        }
        executor.forward(
                window == null
                        ? new ProgramExecutor.TrainingRows(executor.batch().rows(), 0, 0)
                        : window);
        if (sampled.length > 0) {
            executor.logits(sampled);
        }
    }

    private void begin() {
        int length = executor.sizes().sampleTokens();
        int[] labels = new int[length];
        Arrays.fill(labels, SOME_TOKEN);
        int[] pages = pages(length);
        executor.beginSample(new TrainingSample(new int[length], labels, new int[length], trainedSlot, -1, pages), 0);
    }

    private void backward(ProfileShape shape) {
        if (shape.head().tokens() > 0) {
            executor.backward(
                    executor.backwardBlocks().get(0),
                    shape.head().from(),
                    shape.head().tokens());
        }
        for (int i = 0; i < shape.layers() && shape.backward().tokens() > 0; i++) {
            int block = executor.backwardBlocks().get(1 + i);
            executor.backward(block, shape.backward().from(), shape.backward().tokens());
        }
    }

    /** Adds rows of a sequence of its own; returns the last one. */
    private int rows(int from, int count, int adapter) {
        TokenBatch batch = executor.batch();
        int[] pages = pages(from + count);
        int slot = batch.addSequence(pages, pages.length);
        int row = -1;
        for (int t = from; t < from + count; t++) {
            row = batch.addRow(slot, SOME_TOKEN, t, 0, adapter, -1);
        }
        return row;
    }

    /** Pages for so many tokens, others than those given last as far as there are enough. */
    private int[] pages(int tokens) {
        int[] pages = new int[(tokens + KvPool.PAGE_TOKENS - 1) / KvPool.PAGE_TOKENS];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = nextPage;
            nextPage = (nextPage + 1) % executor.sizes().pages();
        }
        return pages;
    }
}
