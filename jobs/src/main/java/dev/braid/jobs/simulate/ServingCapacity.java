package dev.braid.jobs.simulate;

import dev.braid.jobs.sched.Policy;
import dev.braid.jobs.trace.Trace;

/**
 * The highest request rate that a fleet answers within its targets when it does nothing else. Found by bisection on a
 * trace that is squeezed or stretched in time.
 *
 * @param attainment fraction of the requests that must be answered within their targets
 */
public record ServingCapacity(Fleet fleet, double attainment) {
    private static final int DOUBLINGS = 8;
    private static final int HALVINGS = 6;
    private static final Arrangement ALONE = new Arrangement.Shared(new Policy.InferenceOnly());

    public ServingCapacity {
        if (!(attainment > 0 && attainment <= 1)) {
            throw new IllegalArgumentException("attainment is " + attainment + ", must be above 0 and at most 1");
        }
    }

    /** Requests per second, within a hundredth; the bounds of the search are 1/256 and 256 times the trace's own rate. */
    public double of(Trace trace) {
        double holds = trace.requestsPerSecond();
        double fails = holds;
        int factors = 0;
        if (holds(trace, holds)) {
            do {
                holds = fails;
                fails *= 2;
            } while (++factors < DOUBLINGS && holds(trace, fails));
        } else {
            do {
                fails = holds;
                holds /= 2;
            } while (++factors < DOUBLINGS && !holds(trace, holds));
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = Math.sqrt(holds * fails);
            if (holds(trace, middle)) {
                holds = middle;
            } else {
                fails = middle;
            }
        }
        return holds;
    }

    private boolean holds(Trace trace, double rate) {
        return fleet.run(trace.scaledTo(rate), ALONE).attainment(fleet.slo()) >= attainment;
    }
}
