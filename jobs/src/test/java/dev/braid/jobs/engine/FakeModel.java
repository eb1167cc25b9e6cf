package dev.braid.jobs.engine;

import dev.braid.data.pack.PackedSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What {@link FakeStepRunner} computes, in one go: a position's state is a hash of the state before it, its token and
 * the adapter's weights; the next token, the loss and the gradient follow from states.
 */
final class FakeModel {
    static final int VOCABULARY = 50;
    static final int PARAMETERS = 5;

    private FakeModel() {}

    static float[] weights(long step) {
        float[] weights = new float[PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            weights[i] = unit(next(step, i, 3));
        }
        return weights;
    }

    static long key(float[] weights) {
        return weights == null ? 0 : Arrays.hashCode(weights);
    }

    /** The state before the first token. */
    static long start() {
        return 0x51A7;
    }

    static long next(long state, int token, long weights) {
        long h = state * 0x9E3779B97F4A7C15L + token * 0xBF58476D1CE4E5B9L + weights;
        h = (h ^ h >>> 31) * 0x94D049BB133111EBL;
        return h ^ h >>> 29;
    }

    static int token(long state) {
        return (int) Long.remainderUnsigned(state, VOCABULARY);
    }

    private static float unit(long state) {
        return (state >>> 40) * 0x1p-24f;
    }

    static List<Integer> generate(float[] weights, GenerationRequest request) {
        long state = start();
        for (int token : request.prompt()) {
            state = next(state, token, key(weights));
        }
        List<Integer> ids = new ArrayList<>();
        while (ids.size() < request.maxTokens() && !request.stopIds().contains(token(state))) {
            ids.add(token(state));
            state = next(state, token(state), key(weights));
        }
        return ids;
    }

    static long[] states(float[] weights, PackedSequence sequence) {
        long[] states = new long[sequence.length()];
        for (int t = 0; t < states.length; t++) {
            long before = t == sequence.segmentStart()[t] ? start() : states[t - 1];
            states[t] = next(before, sequence.ids()[t], key(weights));
        }
        return states;
    }

    static double loss(long[] states, SampleInput input) {
        double sum = 0;
        for (int t = states.length - 1; t >= 0; t--) {
            sum += unit(next(states[t], input.dropoutKey(), input.dropoutKey() < 0 ? 0 : input.dropoutSeed()));
        }
        return sum;
    }

    static float[] gradient(long[] states, SampleInput input) {
        float[] gradient = new float[PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            gradient[i] = unit(next(states[states.length - 1], i + input.dropoutKey(), input.dropoutSeed()));
        }
        return gradient;
    }
}
