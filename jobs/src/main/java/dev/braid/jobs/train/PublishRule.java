package dev.braid.jobs.train;

import java.util.Locale;
import java.util.Optional;

/** Which versions requests get to see. */
public sealed interface PublishRule {
    /** All that are due. */
    record Always() implements PublishRule {}

    /**
     * Those whose validation loss is not above the lowest one before them. They are due at validations.
     *
     * @param tolerance nats by which it may be above
     */
    record NotWorse(double tolerance) implements PublishRule {
        public NotWorse {
            if (!(tolerance >= 0)) {
                throw new IllegalArgumentException("tolerance is " + tolerance + ", must be at least 0");
            }
        }

        /**
         * Why a version is held back; empty when it may be seen.
         *
         * @param before the validations before this one
         */
        Optional<String> objection(Validation before, double loss) {
            double most = before.bestLoss() + tolerance;
            // Not "loss > most": a loss that is no number must not pass.
            if (loss <= most) {
                return Optional.empty();
            }
            String text = "its validation loss %.4f is above %.4f, the lowest so far, of step %d";
            return Optional.of(String.format(Locale.ROOT, text, loss, before.bestLoss(), before.bestStep())
                    + (tolerance > 0 ? ", by more than " + tolerance : ""));
        }
    }
}
