package dev.braid.ops.update;

/**
 * The scalars of one AdamW step, computed once in f64 and the same for every element.
 *
 * @param decay what the parameter is multiplied by
 * @param stepSize learning rate over the first moment's bias correction
 * @param rootCorrection what the second moment's root is multiplied by
 */
record AdamWFactors(
        double decay,
        double beta1,
        double rest1,
        double beta2,
        double rest2,
        double stepSize,
        double rootCorrection,
        double epsilon) {
    static AdamWFactors of(Update.AdamW settings) {
        double correction1 = 1 - StrictMath.pow(settings.beta1(), settings.step());
        double correction2 = 1 - StrictMath.pow(settings.beta2(), settings.step());
        return new AdamWFactors(
                1 - settings.learningRate() * settings.weightDecay(),
                settings.beta1(),
                1 - settings.beta1(),
                settings.beta2(),
                1 - settings.beta2(),
                settings.learningRate() / correction1,
                1 / Math.sqrt(correction2),
                settings.epsilon());
    }
}
