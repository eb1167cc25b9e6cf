package dev.braid.ops.sampling;

import dev.braid.ops.math.Exp;

/** Log-probabilities in nats of one row of unmodified logits, summed in f64. Owns scratch; used by one thread. */
final class LogProbabilities {
    private final Likeliest likeliest = new Likeliest();

    /** Writes what {@code asked} (-1: nothing, n: the chosen token's and the n likeliest) stands for into row {@code r}. */
    void write(float[] logits, int vocabulary, int asked, int r, int chosen, Sampled out) {
        for (int i = 0; i < Sampled.MAX_TOP; i++) {
            out.topToken().set(r * Sampled.MAX_TOP + i, -1);
            out.topLogprob().set(r, i, Float.NaN);
        }
        if (asked < 0) {
            out.logprob().set(r, 0, Float.NaN);
            return;
        }
        double logSum = logSumExp(logits, vocabulary);
        out.logprob().set(r, 0, (float) (logits[chosen] - logSum));
        likeliest.select(logits, vocabulary, asked);
        likeliest.sortByValue();
        for (int i = 0; i < likeliest.count(); i++) {
            out.topToken().set(r * Sampled.MAX_TOP + i, likeliest.id(i));
            out.topLogprob().set(r, i, (float) (logits[likeliest.id(i)] - logSum));
        }
    }

    private static double logSumExp(float[] logits, int vocabulary) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < vocabulary; i++) {
            max = Math.max(max, logits[i]);
        }
        double sum = 0;
        for (int i = 0; i < vocabulary; i++) {
            sum += Exp.exp(logits[i] - max);
        }
        return max + StrictMath.log(sum);
    }
}
