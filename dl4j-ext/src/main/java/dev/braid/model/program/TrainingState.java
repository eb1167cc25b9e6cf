package dev.braid.model.program;

import dev.braid.ops.attention.KvPool;
import dev.braid.ops.loss.CrossEntropy;
import dev.braid.ops.memory.Arena;
import dev.braid.ops.memory.Matrix;
import java.util.List;

/**
 * Memory for the one training sample that an executor has under way: its row data, its saved forward tensors, the
 * gradient stream between blocks and the key and value gradients of the block at work, all by absolute position.
 */
final class TrainingState {
    private final Rows rows;
    private final int vocabulary;
    private final List<Matrix> saved;
    private final Matrix gradientStream;
    private final Matrix keyGradient;
    private final Matrix valueGradient;
    private final Matrix nll;
    private TrainingSample sample;

    TrainingState(Program.Training program, ModelWidths widths, ExecutorSizes sizes, Arena arena) {
        int length = sizes.sampleTokens();
        vocabulary = widths.vocabulary();
        rows = Rows.allocate(arena, "sample", length, 1, sizes.pagesPerSequence());
        saved = program.saved().stream()
                .map(tensor -> arena.matrix("saved " + tensor.name(), length, tensor.width()))
                .toList();
        gradientStream = arena.matrix("gradient stream", length, widths.hidden());
        keyGradient = arena.matrix("key gradient", length, widths.keyValue());
        valueGradient = arena.matrix("value gradient", length, widths.keyValue());
        nll = arena.matrix("nll", length, 1);
    }

    static long bytes(Program.Training program, ModelWidths widths, ExecutorSizes sizes) {
        return TrainingMemory.saved(program, sizes.sampleTokens(), Float.BYTES)
                + TrainingMemory.flow(widths, sizes.sampleTokens(), Float.BYTES)
                + Rows.bytes(sizes.sampleTokens(), 1, sizes.pagesPerSequence());
    }

    void begin(TrainingSample next, int window) {
        requireFits(next);
        sample = next;
        for (int i = 0; i < next.pages().length; i++) {
            rows.tables().pages().set(i, next.pages()[i]);
        }
        for (int t = 0; t < next.length(); t++) {
            int start = next.segmentStart()[t];
            rows.attention().slot().set(t, 0);
            rows.attention().position().set(t, t);
            rows.attention().firstKey().set(t, Rows.firstVisible(t, start, window));
            rows.id().set(t, next.ids()[t]);
            rows.label().set(t, next.labels()[t]);
            rows.rotary().set(t, t - start);
            rows.adapter().set(t, next.adapter());
            rows.sample().set(t, next.dropoutKey());
        }
    }

    private void requireFits(TrainingSample next) {
        if (next.length() > rows.count()) {
            throw new IllegalArgumentException(
                    "training sample has " + next.length() + " tokens, the executor holds at most " + rows.count());
        }
        int least = (next.length() + KvPool.PAGE_TOKENS - 1) / KvPool.PAGE_TOKENS;
        int most = rows.tables().pagesPerSlot();
        if (next.pages().length < least || next.pages().length > most) {
            throw new IllegalArgumentException("training sample of " + next.length() + " tokens has "
                    + next.pages().length + " pages, must be from " + least + " to " + most);
        }
        for (int t = 0; t < next.length(); t++) {
            int label = next.labels()[t];
            requireToken("id", t, next.ids()[t]);
            if (label != CrossEntropy.IGNORED) {
                requireToken("label", t, label);
            }
        }
    }

    private void requireToken(String what, int position, int id) {
        if (id < 0 || id >= vocabulary) {
            throw new IllegalArgumentException("training sample has " + what + " " + id + " at position " + position
                    + ", must be in [0, " + vocabulary + "), the vocabulary");
        }
    }

    /** Refuses positions that the sample under way does not have. */
    void requireWindow(int from, int count) {
        int length = sample().length();
        if (from < 0 || count < 1 || from > length - count) {
            throw new IllegalArgumentException("training window [" + from + ", " + (from + count)
                    + ") must not be empty and must lie in [0, " + length + "), the sample's positions");
        }
    }

    boolean hasSample() {
        return sample != null;
    }

    TrainingSample sample() {
        if (sample == null) {
            throw new IllegalStateException("no training sample is under way: call beginSample first");
        }
        return sample;
    }

    Matrix saved(int index) {
        return saved.get(index);
    }

    Matrix keyGradient() {
        return keyGradient;
    }

    Matrix valueGradient() {
        return valueGradient;
    }

    /** Negative log-likelihood by position. */
    Matrix nll() {
        return nll;
    }

    /** The frame of positions {@code [from, from + count)} with workspace {@code slots}. */
    Frame frame(List<Matrix> slots, int from, int count) {
        Rows window = rows.slice(from, count);
        return new Frame() {
            @Override
            public Rows rows() {
                return window;
            }

            @Override
            public Matrix at(Place place) {
                return place instanceof Place.Slot slot
                        ? slots.get(slot.index()).rows(0, count)
                        : whole(place).rows(from, count);
            }

            @Override
            public Matrix whole(Place place) {
                if (place instanceof Place.Saved kept) {
                    return saved.get(kept.index());
                } else if (place instanceof Place.GradientStream) {
                    return gradientStream;
                } else if (place instanceof Place.KeyGradient) {
                    return keyGradient.rows(0, sample.length());
                } else if (place instanceof Place.ValueGradient) {
                    return valueGradient.rows(0, sample.length());
                }
                throw new IllegalArgumentException(place + " does not hold all positions");
            }
        };
    }
}
