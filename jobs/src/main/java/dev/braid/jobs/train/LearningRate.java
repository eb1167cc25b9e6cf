package dev.braid.jobs.train;

/**
 * The learning rate by optimizer step: a linear rise over the warm-up, then a fixed course to the last step.
 *
 * <p>The course is that of the well-known schedules of Hugging Face, except that the first step of the warm-up is not
 * spent at rate zero.
 *
 * @param peak highest value, reached by the last step of the warm-up
 * @param warmupSteps steps of the rise; 0 for none
 * @param steps all optimizer steps, from 1
 */
public record LearningRate(double peak, Course course, long warmupSteps, long steps) {
    /** How the rate goes on after the warm-up. */
    public enum Course {
        /** Half a cosine from the peak towards 0. */
        COSINE {
            @Override
            double factor(double progress) {
                return 0.5 * (1 + StrictMath.cos(Math.PI * progress));
            }
        },
        /** A line from the peak towards 0. */
        LINEAR {
            @Override
            double factor(double progress) {
                return 1 - progress;
            }
        },
        /** The peak. */
        CONSTANT {
            @Override
            double factor(double progress) {
                return 1;
            }
        };

        abstract double factor(double progress);
    }

    public LearningRate {
        if (!(peak > 0 && Double.isFinite(peak))) {
            throw new IllegalArgumentException("learning rate is " + peak + ", must be a number above 0");
        }
        if (steps < 1 || warmupSteps < 0 || warmupSteps > steps) {
            throw new IllegalArgumentException(
                    "warmupSteps is " + warmupSteps + " of " + steps + " steps, must be from 0 to all of them");
        }
    }

    /** The schedule whose warm-up is a fraction of the steps, rounded up. */
    public static LearningRate withWarmupRatio(double peak, Course course, double ratio, long steps) {
        return new LearningRate(peak, course, (long) Math.ceil(ratio * steps), steps);
    }

    /** The rate of a step, counted from 1. */
    public double at(long step) {
        if (step <= warmupSteps) {
            return peak * step / warmupSteps;
        }
        return peak * course.factor((double) (step - 1 - warmupSteps) / (steps - warmupSteps));
    }
}
