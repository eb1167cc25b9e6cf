package dev.braid.ops.sampling;

import dev.braid.ops.math.Exp;
import java.util.function.IntUnaryOperator;

/**
 * Draws one token from penalised logits: temperature, top-k, top-p, min-p, then the inverse of the cumulative
 * distribution in ascending order of id, whatever was kept. Owns scratch; used by one thread.
 */
final class TokenDraw {
    /** Candidates that a search for the top-p set starts with; a few rounds reach any size. */
    private static final int FIRST_CANDIDATES = 64;

    private final Likeliest likeliest = new Likeliest();
    private float[] weight = new float[0];

    /** @param logits finite or -Inf, one at least finite; left unchanged */
    int draw(float[] logits, int vocabulary, SamplingParams params, int position) {
        fillWeights(logits, vocabulary, params.temperature());
        double uniform = uniform(params.seed(), position);
        boolean keepsAll = params.topK() == 0 || params.topK() >= vocabulary;
        if (keepsAll && params.topP() == 1) {
            return pick(vocabulary, i -> i, params.minP(), uniform);
        }
        select(logits, vocabulary, params);
        return pick(likeliest.count(), likeliest::id, params.minP(), uniform);
    }

    /** Weights are probabilities relative to that of the likeliest token, whose weight is 1. */
    private void fillWeights(float[] logits, int vocabulary, float temperature) {
        if (weight.length < vocabulary) {
            weight = new float[vocabulary];
        }
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < vocabulary; i++) {
            max = Math.max(max, logits[i]);
        }
        for (int i = 0; i < vocabulary; i++) {
            weight[i] = Exp.exp((logits[i] - max) / temperature);
        }
    }

    private void select(float[] logits, int vocabulary, SamplingParams params) {
        if (params.topK() > 0) {
            likeliest.select(logits, vocabulary, params.topK());
            likeliest.sortByValue();
            keepTopP(params.topP() * sumSelected());
            return;
        }
        double target = params.topP() * sum(vocabulary);
        int candidates = Math.min(FIRST_CANDIDATES, vocabulary);
        likeliest.select(logits, vocabulary, candidates);
        while (candidates < vocabulary && sumSelected() < target) {
            candidates = (int) Math.min(vocabulary, 8L * candidates);
            likeliest.select(logits, vocabulary, candidates);
        }
        likeliest.sortByValue();
        keepTopP(target);
    }

    /** Keeps the smallest likeliest set whose weight reaches {@code target}, or all if rounding keeps it out of reach. */
    private void keepTopP(double target) {
        double reached = 0;
        int kept = 0;
        while (kept < likeliest.count() && (kept == 0 || reached < target)) {
            reached += weight[likeliest.id(kept++)];
        }
        likeliest.keepById(kept);
    }

    private double sum(int vocabulary) {
        double sum = 0;
        for (int i = 0; i < vocabulary; i++) {
            sum += weight[i];
        }
        return sum;
    }

    private double sumSelected() {
        double sum = 0;
        for (int i = 0; i < likeliest.count(); i++) {
            sum += weight[likeliest.id(i)];
        }
        return sum;
    }

    private int pick(int count, IntUnaryOperator candidate, float minP, double uniform) {
        double total = 0;
        for (int i = 0; i < count; i++) {
            float w = weight[candidate.applyAsInt(i)];
            total += w >= minP ? w : 0;
        }
        double target = uniform * total;
        double reached = 0;
        int last = -1;
        for (int i = 0; i < count && reached <= target; i++) {
            int id = candidate.applyAsInt(i);
            if (weight[id] > 0 && weight[id] >= minP) {
                reached += weight[id];
                last = id;
            }
        }
        return last;
    }

    /** A uniform number in [0, 1) with 53 bits, a pure function of its arguments. */
    static double uniform(long seed, int position) {
        long bits = mix(mix(seed + 0x9E3779B97F4A7C15L) ^ position * 0xD1342543DE82EF95L);
        return (bits >>> 11) * 0x1p-53;
    }

    private static long mix(long value) {
        long bits = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ bits >>> 27) * 0x94D049BB133111EBL;
        return bits ^ bits >>> 31;
    }
}
