package dev.braid.jobs.report;

import java.util.Optional;

/**
 * A gradient exchange measured with one size of gradient on one number of executors.
 *
 * @param exchange {@code driver} or {@code shuffle}
 * @param measured empty when Spark refused the step
 * @param refusal why; empty text when it did not
 */
public record ExchangePoint(
        String exchange, long gradientBytes, int executors, Optional<Measured> measured, String refusal) {
    /**
     * One step.
     *
     * @param bytesPerExecutor that went over the network, divided by the executors
     * @param driverResultBytes of all tasks' results
     */
    public record Measured(double seconds, double bytesPerExecutor, long driverResultBytes) {
        /** The bytes in units of the gradient. */
        public double gradientsPerExecutor(ExchangePoint point) {
            return bytesPerExecutor / point.gradientBytes();
        }
    }
}
