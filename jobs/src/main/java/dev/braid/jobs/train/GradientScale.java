package dev.braid.jobs.train;

import java.util.OptionalDouble;

/**
 * How a step's summed gradient becomes the mean one, its norm clipped.
 *
 * @param clipNorm longest global norm of the mean gradient; empty for any
 */
public record GradientScale(OptionalDouble clipNorm) {
    /** Keeps the clipped norm strictly below the bound, as torch does. */
    private static final double CLIP_EPSILON = 1e-6;

    /**
     * The scale of one step.
     *
     * @param norm of the mean gradient before clipping
     * @param factor that the summed gradient is multiplied with
     */
    public record Scaled(double norm, float factor) {}

    /**
     * @param sumNorm of the summed gradient
     * @throws DivergedException when the norm is not a finite number
     */
    public Scaled of(long step, double sumNorm, long targets) {
        double scale = 1.0 / targets;
        double norm = scale * sumNorm;
        if (!Double.isFinite(norm)) {
            throw new DivergedException("gradient norm of step " + step + " is " + norm
                    + ": training has diverged; lower the learning rate or clip the gradient's norm");
        }
        if (clipNorm.isPresent()) {
            scale *= Math.min(1, clipNorm.getAsDouble() / (norm + CLIP_EPSILON));
        }
        return new Scaled(norm, (float) scale);
    }
}
