package dev.braid.jobs.simulate.cost;

import dev.braid.jobs.sched.latency.StepCost;
import dev.braid.jobs.sched.latency.StepLoad;

/**
 * The cost of a step as a sum of measured curves. A step with several windows pays for each as for one of their mean
 * size. Immutable.
 *
 * @param stepNanos of any step
 * @param forwardNanos on top when training rows go forward
 * @param backwardNanos on top when there is a head window or a backward window
 * @param batchRows rows that go forward, all kinds, without attention
 * @param decodeKeys attention of decode rows, by keys
 * @param windowKeys attention of prefill and forward rows, by keys
 * @param headRows a head window, by rows
 * @param backwardRows a backward window in one layer without attention, by rows
 * @param backwardKeys attention of backward windows, by keys
 */
public record MeasuredCost(
        double stepNanos,
        double forwardNanos,
        double backwardNanos,
        Curve batchRows,
        Curve decodeKeys,
        Curve windowKeys,
        Curve headRows,
        Curve backwardRows,
        Curve backwardKeys)
        implements StepCost {
    public MeasuredCost {
        Checks.notNegative("stepNanos", stepNanos);
        Checks.notNegative("forwardNanos", forwardNanos);
        Checks.notNegative("backwardNanos", backwardNanos);
    }

    @Override
    public double nanos(StepLoad load) {
        if (load.isEmpty()) {
            return 0;
        }
        boolean backward = load.headWindows() + load.backwardWindows() > 0;
        return stepNanos
                + (load.forwardRows() > 0 ? forwardNanos : 0)
                + (backward ? backwardNanos : 0)
                + batchRows.nanos(load.batchRows())
                + decodeKeys.nanos(load.decodeKeys())
                + windowKeys.nanos(load.prefillKeys() + load.forwardKeys())
                + windows(headRows, load.headWindows(), load.headRows())
                + windows(backwardRows, load.backwardWindows(), load.backwardRows())
                + backwardKeys.nanos(load.backwardKeys());
    }

    private static double windows(Curve one, double windows, double rows) {
        return windows == 0 ? 0 : windows * one.nanos(rows / windows);
    }
}
