package dev.braid.jobs.train;

import java.io.Serializable;

/** How a mean gradient changes the parameters. */
public sealed interface UpdateRule extends Serializable {
    /** Blocks of the size of the parameters that the rule keeps between steps. */
    int moments();

    /** Loshchilov and Hutter's AdamW; the decay is decoupled. */
    record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements UpdateRule {
        @Override
        public int moments() {
            return 2;
        }
    }

    /** Plain gradient descent; the decay is added to the gradient. */
    record Sgd(double weightDecay) implements UpdateRule {
        @Override
        public int moments() {
            return 0;
        }
    }
}
