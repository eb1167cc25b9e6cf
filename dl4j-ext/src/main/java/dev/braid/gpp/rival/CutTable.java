package dev.braid.gpp.rival;

import java.util.Arrays;

/**
 * Piper's table: the least seconds per sample of a set on at most {@code k} devices in stages whose weights sum to at
 * most {@code s}. Weight is what makes micro-batches in flight: data-parallel degrees in Piper's own costs, one per stage
 * in ours. Of each row over s only the drops are kept; rows that equal the one before share its arrays.
 */
final class CutTable {
    private static final double NONE = Double.POSITIVE_INFINITY;

    private final int devices;
    private final int most;
    private final int[][][] weights;
    private final double[][][] seconds;
    private final double[] open;

    CutTable(int sets, int devices, int most) {
        this.devices = devices;
        this.most = most;
        weights = new int[sets][devices + 1][];
        seconds = new double[sets][devices + 1][];
        open = new double[(devices + 1) * (most + 1)];
        Arrays.fill(weights[0], new int[1]);
        Arrays.fill(seconds[0], new double[1]);
    }

    /** Begins the next set. */
    void begin() {
        Arrays.fill(open, NONE);
    }

    /** Seconds per sample of a stage when it and what follows have so many times its own weight, rounded up; never falling. */
    interface Times {
        double at(int weights);
    }

    /** A stage of some weight on {@code used} devices before a subset, for rows {@code from .. to}. */
    void offer(int subset, int weight, int used, int from, int to, Times times) {
        for (int k = from; k <= to; k++) {
            int[] rests = weights[subset][k - used];
            double[] rest = seconds[subset][k - used];
            int row = k * (most + 1);
            for (int i = 0; i < rests.length && rests[i] + weight <= most; i++) {
                double stage = times.at(1 + (rests[i] + weight - 1) / weight);
                int at = row + rests[i] + weight;
                open[at] = Math.min(open[at], Math.max(rest[i], stage));
                if (stage >= rest[i]) {
                    break;
                }
            }
        }
    }

    /** Whether the set has a plan on all devices. */
    boolean has(int set) {
        return weights[set][devices].length > 0;
    }

    /** Ends the set that was begun. */
    void end(int set) {
        for (int k = 0; k <= devices; k++) {
            int row = k * (most + 1);
            int drops = 0;
            double last = NONE;
            for (int s = 0; s <= most; s++) {
                if (k > 0) {
                    open[row + s] = Math.min(open[row + s], open[row - most - 1 + s]);
                }
                if (open[row + s] < last) {
                    last = open[row + s];
                    drops++;
                } else {
                    open[row + s] = last;
                }
            }
            keep(set, k, drops);
        }
    }

    private void keep(int set, int k, int drops) {
        int[] sums = new int[drops];
        double[] values = new double[drops];
        int row = k * (most + 1);
        double last = NONE;
        int at = 0;
        for (int s = 0; at < drops; s++) {
            if (open[row + s] < last) {
                last = open[row + s];
                sums[at] = s;
                values[at++] = last;
            }
        }
        boolean same = k > 0 && Arrays.equals(values, seconds[set][k - 1]) && Arrays.equals(sums, weights[set][k - 1]);
        weights[set][k] = same ? weights[set][k - 1] : sums;
        seconds[set][k] = same ? seconds[set][k - 1] : values;
    }

    /** Infinite when there is no such plan. */
    double at(int set, int k, int s) {
        int[] sums = weights[set][k];
        int found = Arrays.binarySearch(sums, s);
        int at = found >= 0 ? found : -found - 2;
        return at < 0 ? NONE : seconds[set][k][at];
    }
}
