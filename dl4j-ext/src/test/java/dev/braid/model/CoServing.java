package dev.braid.model;

import dev.braid.model.decoder.DecoderModel;
import dev.braid.model.decoder.DecoderRuntime;
import dev.braid.model.program.ExecutorSizes;
import dev.braid.model.program.ProgramExecutor;
import dev.braid.model.program.TokenBatch;
import dev.braid.model.program.TrainingSample;
import dev.braid.ops.CpuKernels;
import dev.braid.ops.Kernels;
import dev.braid.ops.device.CpuDevice;
import dev.braid.ops.device.CpuStream;
import dev.braid.ops.memory.Matrix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Runs a {@link Workload} through one executor: each piece of work alone and in one window, or all of it at once, cut
 * into random chunks, windows and batches, backward windows between forward passes.
 */
final class CoServing implements AutoCloseable {
    private static final int PAGE_TOKENS = 16;
    static final int LONGEST = 40;
    private static final int PAGES_PER_SEQUENCE = (LONGEST + PAGE_TOKENS - 1) / PAGE_TOKENS;
    private static final long DROPOUT_SEED = 77;

    /** How the device works. */
    record Setting(int threads, CpuStream.Mode mode, Function<CpuDevice, Kernels> kernels) {
        static Setting plain() {
            return new Setting(1, CpuStream.Mode.IMMEDIATE, CpuKernels::vector);
        }
    }

    private final TinyDecoder decoder;
    private final Workload work;
    private final CpuDevice device;
    private final DecoderRuntime runtime;
    private final ProgramExecutor executor;
    private final Deque<int[]> freePages = new ArrayDeque<>();
    private final float[][][] logits;

    private CoServing(
            TinyDecoder decoder,
            DecoderModel model,
            Workload work,
            ExecutorSizes sizes,
            Setting setting,
            RandomGenerator random) {
        this.decoder = decoder;
        this.work = work;
        this.device = new CpuDevice(setting.threads());
        CpuStream stream = new CpuStream(setting.mode());
        this.runtime = DecoderRuntime.open(
                model,
                decoder.slots(),
                decoder.source(),
                sizes,
                setting.kernels().apply(device),
                device,
                stream);
        this.executor = runtime.executor();
        for (int slot = 0; slot < decoder.slots().size(); slot++) {
            executor.adapters().install(stream, slot, decoder.adapters().get(slot));
        }
        List<Integer> pages = new ArrayList<>();
        for (int page = 0; page < sizes.pages(); page++) {
            pages.add(page);
        }
        Collections.shuffle(pages, new Random(random.nextLong()));
        for (int from = 0; from + PAGES_PER_SEQUENCE <= pages.size(); from += PAGES_PER_SEQUENCE) {
            freePages.add(pages.subList(from, from + PAGES_PER_SEQUENCE).stream()
                    .mapToInt(Integer::intValue)
                    .toArray());
        }
        this.logits = work.requests().stream()
                .map(request -> new float[request.ids().length][])
                .toArray(float[][][]::new);
    }

    /** Each request in one batch of its own, the sample in one window forward and one backward. */
    static Workload.Results alone(TinyDecoder decoder, Workload work, Setting setting) {
        return alone(decoder, decoder.compile(), work, setting);
    }

    /** The same with a model that was compiled in another way. */
    static Workload.Results alone(TinyDecoder decoder, DecoderModel model, Workload work, Setting setting) {
        ExecutorSizes sizes = new ExecutorSizes(LONGEST, LONGEST, LONGEST, 1, LONGEST, LONGEST, 12);
        try (CoServing run = new CoServing(decoder, model, work, sizes, setting, RandomGenerator.getDefault())) {
            for (int i = 0; i < work.requests().size(); i++) {
                run.step(List.of(run.new Inference(i)), LONGEST, LONGEST);
            }
            if (work.sample() == null) {
                return run.results(0);
            }
            Finetuning training = run.new Finetuning();
            training.begin();
            run.step(List.of(training), LONGEST, LONGEST);
            double evaluated = training.evaluate(LONGEST);
            while (training.backwardPending()) {
                training.backwardWindow(LONGEST);
            }
            return run.results(evaluated);
        }
    }

    /** Loss of the sample alone, without gradients. */
    static double loss(TinyDecoder decoder, Workload work, Setting setting) {
        DecoderModel model = decoder.compile();
        ExecutorSizes sizes = new ExecutorSizes(LONGEST, LONGEST, LONGEST, 1, LONGEST, LONGEST, 12);
        try (CoServing run = new CoServing(decoder, model, work, sizes, setting, RandomGenerator.getDefault())) {
            Finetuning training = run.new Finetuning();
            training.begin();
            run.step(List.of(training), LONGEST, LONGEST);
            return training.evaluate(LONGEST);
        }
    }

    /** All of the work at once. */
    static Workload.Results together(TinyDecoder decoder, Workload work, Setting setting, RandomGenerator random) {
        return together(decoder, decoder.compile(), work, setting, random);
    }

    /** The same with a model that was compiled in another way. */
    static Workload.Results together(
            TinyDecoder decoder, DecoderModel model, Workload work, Setting setting, RandomGenerator random) {
        ExecutorSizes sizes = new ExecutorSizes(
                1 + random.nextInt(LONGEST),
                1 + random.nextInt(LONGEST),
                1 + random.nextInt(LONGEST),
                4,
                LONGEST + random.nextInt(40),
                LONGEST,
                PAGES_PER_SEQUENCE * 4 + random.nextInt(5));
        try (CoServing run = new CoServing(decoder, model, work, sizes, setting, random)) {
            return run.mix(random);
        }
    }

    private Workload.Results mix(RandomGenerator random) {
        List<Rows> waiting = new ArrayList<>();
        for (int i = 0; i < work.requests().size(); i++) {
            waiting.add(new Inference(i));
        }
        Finetuning training = new Finetuning();
        double evaluated = 0;
        if (work.sample() != null) {
            training.begin();
            waiting.add(training);
        }
        boolean evaluationPending = work.sample() != null;
        while (!waiting.isEmpty() || training.backwardPending()) {
            if (!waiting.isEmpty() && random.nextInt(3) > 0) {
                List<Rows> chosen = new ArrayList<>(waiting);
                Collections.shuffle(chosen, new Random(random.nextLong()));
                int count = 1 + random.nextInt(chosen.size());
                step(chosen.subList(0, count), 1 + random.nextInt(1 + random.nextInt(LONGEST)), 1 + random.nextInt(9));
                waiting.removeIf(Rows::done);
            } else if (work.sample() != null && training.done()) {
                if (evaluationPending) {
                    evaluated = training.evaluate(1 + random.nextInt(LONGEST));
                    evaluationPending = false;
                } else if (training.backwardPending()) {
                    training.backwardWindow(1 + random.nextInt(LONGEST));
                }
            }
        }
        return results(evaluated);
    }

    private Workload.Results results(double evaluated) {
        return work.sample() == null
                ? new Workload.Results(logits, 0, 0, new float[0])
                : new Workload.Results(logits, evaluated, executor.lossSum(), executor.gradient());
    }

    /** One forward pass over rows of several kinds, at most {@code chunk} of each, and logits of the requests' rows. */
    private void step(List<Rows> parts, int chunk, int headChunk) {
        executor.await();
        TokenBatch batch = executor.batch();
        batch.clear();
        ProgramExecutor.TrainingRows window = new ProgramExecutor.TrainingRows(0, 0, 0);
        List<Wanted> wanted = new ArrayList<>();
        for (Rows part : parts) {
            int count = Math.min(chunk, Math.min(part.left(), executor.sizes().batchRows() - batch.rows()));
            if (count > 0 && part instanceof Finetuning training) {
                window = new ProgramExecutor.TrainingRows(batch.rows(), training.next, count);
            }
            part.fill(batch, count, wanted);
        }
        executor.forward(window);
        int limit = Math.min(headChunk, executor.sizes().headRows());
        for (int from = 0; from < wanted.size(); from += limit) {
            readLogits(wanted.subList(from, Math.min(wanted.size(), from + limit)));
        }
    }

    private void readLogits(List<Wanted> rows) {
        Matrix result = executor.logits(rows.stream().mapToInt(Wanted::row).toArray());
        executor.await();
        for (int i = 0; i < rows.size(); i++) {
            float[] values = new float[result.cols()];
            for (int c = 0; c < values.length; c++) {
                values[c] = result.get(i, c);
            }
            logits[rows.get(i).request()][rows.get(i).position()] = values;
        }
    }

    private record Wanted(int row, int request, int position) {}

    /** Work that puts rows into batches. */
    private abstract class Rows {
        private final int[] pages = freePages.remove();
        int next;

        abstract int length();

        abstract void add(TokenBatch batch, int slot, int position, List<Wanted> wanted);

        int[] pages() {
            return pages;
        }

        int left() {
            return length() - next;
        }

        boolean done() {
            return left() == 0;
        }

        void fill(TokenBatch batch, int count, List<Wanted> wanted) {
            if (count == 0) {
                return;
            }
            int slot = batch.addSequence(pages, pages.length);
            for (int end = next + count; next < end; next++) {
                add(batch, slot, next, wanted);
            }
        }
    }

    private final class Inference extends Rows {
        private final int number;

        Inference(int number) {
            this.number = number;
        }

        @Override
        int length() {
            return work.requests().get(number).ids().length;
        }

        @Override
        void add(TokenBatch batch, int slot, int position, List<Wanted> wanted) {
            Workload.Request request = work.requests().get(number);
            int row = batch.addRow(slot, request.ids()[position], position, 0, request.adapter(), -1);
            wanted.add(new Wanted(row, number, position));
        }
    }

    private final class Finetuning extends Rows {
        private final Deque<Integer> blocks = new ArrayDeque<>();
        private int end;

        void begin() {
            Workload.Sample sample = work.sample();
            executor.beginSample(
                    new TrainingSample(
                            sample.ids(),
                            sample.labels(),
                            sample.segmentStart(),
                            decoder.trainedSlot(),
                            sample.dropoutKey(),
                            pages()),
                    DROPOUT_SEED);
            blocks.addAll(executor.backwardBlocks());
            end = length();
        }

        @Override
        int length() {
            return work.sample().length();
        }

        @Override
        void add(TokenBatch batch, int slot, int position, List<Wanted> wanted) {
            Workload.Sample sample = work.sample();
            batch.addRow(
                    slot,
                    sample.ids()[position],
                    position,
                    sample.segmentStart()[position],
                    decoder.trainedSlot(),
                    sample.dropoutKey());
        }

        double evaluate(int window) {
            for (int to = length(); to > 0; to -= window) {
                int from = Math.max(0, to - window);
                executor.loss(from, to - from);
            }
            return executor.lossSum();
        }

        boolean backwardPending() {
            return !blocks.isEmpty();
        }

        void backwardWindow(int most) {
            int count = Math.min(most, end);
            executor.backward(blocks.peek(), end - count, count);
            end -= count;
            if (end == 0) {
                blocks.remove();
                end = length();
            }
        }
    }

    @Override
    public void close() {
        runtime.close();
        device.close();
    }
}
