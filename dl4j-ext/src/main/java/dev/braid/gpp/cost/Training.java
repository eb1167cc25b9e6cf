package dev.braid.gpp.cost;

/**
 * How a model is trained, as far as a plan depends on it: synchronously, one update per mini-batch.
 *
 * @param miniBatch samples of one update
 * @param stateFactor bytes kept per byte of parameters: weight, gradient and optimizer slots (4 for Adam in f32)
 */
public record Training(int miniBatch, double stateFactor) {
    public Training {
        if (miniBatch < 1) {
            throw new IllegalArgumentException("mini-batch is " + miniBatch + ", but must be at least 1");
        }
        if (!(stateFactor >= 1) || Double.isInfinite(stateFactor)) {
            throw new IllegalArgumentException("state factor is " + stateFactor + ", but must be at least 1");
        }
    }
}
