package dev.braid.gpp.search;

import dev.braid.gpp.cost.DeviceRates;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;

/**
 * The seconds of every operator for one number of samples, by position, as sums from the start of the layout: the
 * seconds of a range are a difference.
 *
 * @param samples of one replica
 * @param seconds forward and backward, {@code [positions + 1]}
 * @param forward of each operator alone, {@code [positions]}
 */
record Share(int samples, double[] seconds, double[] forward) {
    static Share of(Problem problem, Layout layout, int samples) {
        DeviceRates rates = problem.topology().rates();
        double[] seconds = new double[layout.size() + 1];
        double[] forward = new double[layout.size()];
        for (int at = 0; at < layout.size(); at++) {
            Operator operator = problem.graph().operator(layout.operatorAt(at));
            forward[at] = operator.forward().seconds(samples, rates);
            seconds[at + 1] = seconds[at] + forward[at] + operator.backwardSeconds(samples, rates);
        }
        return new Share(samples, seconds, forward);
    }
}
