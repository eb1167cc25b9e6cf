package dev.braid.gpp.rival;

import dev.braid.gpp.rival.PiperModel.Mode;
import java.util.Arrays;

/**
 * What a set of nodes costs as one stage under Piper's own formulas, for one tensor-parallel degree. Scratch space of one
 * thread: {@link #load} sets the nodes, {@link #price} the data-parallel degree.
 */
final class PiperStage {
    private final PiperModel model;
    private final boolean[] inside;
    private final double[] border;
    private final Mode[] loaded;
    private final Knapsack knapsack;
    private final double[] times;
    private final int[][] choices;
    private int degree;

    PiperStage(PiperModel model) {
        this.model = model;
        int modes = model.modes().values().stream()
                .mapToInt(
                        nodes -> Arrays.stream(nodes).mapToInt(of -> of.length).sum())
                .max()
                .orElse(0);
        inside = new boolean[model.size()];
        border = new double[modes];
        loaded = new Mode[modes];
        knapsack = new Knapsack(model.size(), modes);
        times = new double[model.maxDegrees() + 2];
        choices = new int[times.length][model.size()];
    }

    /** Whether all of the nodes can run with this tensor-parallel degree. */
    boolean load(int[] nodes, int count, Mode[][] modes) {
        for (int i = 0; i < count; i++) {
            if (modes[nodes[i]].length == 0) {
                return false;
            }
        }
        mark(nodes, count, true);
        int at = 0;
        for (int i = 0; i < count; i++) {
            knapsack.first[i] = at;
            for (Mode mode : modes[nodes[i]]) {
                loaded[at] = mode;
                border[at] = borderBytes(nodes[i], mode);
                knapsack.perInFlight[at] = mode.memoryPerInFlight();
                knapsack.fixed[at++] = mode.memoryFixed();
            }
        }
        knapsack.first[count] = at;
        knapsack.size = count;
        mark(nodes, count, false);
        return true;
    }

    private void mark(int[] nodes, int count, boolean value) {
        for (int i = 0; i < count; i++) {
            inside[nodes[i]] = value;
        }
    }

    private double borderBytes(int node, Mode mode) {
        double bytes = 0;
        int[] predecessors = model.predecessors()[node];
        for (int i = 0; i < predecessors.length; i++) {
            if (!inside[predecessors[i]]) {
                bytes += mode.in()[i];
            }
        }
        int[] successors = model.successors()[node];
        for (int i = 0; i < successors.length; i++) {
            if (!inside[successors[i]]) {
                bytes += mode.out()[i];
            }
        }
        return bytes;
    }

    /** Sets the data-parallel degree; seconds per sample if memory were no matter. */
    double price(int degree) {
        this.degree = degree;
        int modes = knapsack.first[knapsack.size];
        for (int mode = 0; mode < modes; mode++) {
            double bytes = border[mode] / degree + model.resyncBytes(loaded[mode].parameterBytes(), degree);
            knapsack.seconds[mode] = bytes / model.bytesPerSecond() + loaded[mode].seconds() / degree;
        }
        return knapsack.prepare();
    }

    /**
     * Seconds per sample by the micro-batches in flight on each replica, from 1. What fits with more in flight fits with
     * fewer, so the times never fall.
     */
    double[] times() {
        int most = model.maxDegrees() / degree + 1;
        int inFlight = 1;
        while (inFlight <= most && solve(inFlight) < Double.POSITIVE_INFINITY) {
            inFlight++;
        }
        Arrays.fill(times, inFlight, most + 1, Double.POSITIVE_INFINITY);
        for (int i = inFlight - 2; i >= 1; i--) {
            if (times[i + 1] < times[i]) {
                times[i] = times[i + 1];
                System.arraycopy(choices[i + 1], 0, choices[i], 0, knapsack.size);
            }
        }
        return times;
    }

    private double solve(int inFlight) {
        times[inFlight] = knapsack.solve(inFlight, model.memoryBytes(), choices[inFlight]);
        return times[inFlight];
    }

    /** The mode of each node, in the order of {@link #load}, that gives the last {@link #times} for so many in flight. */
    String[] modes(int inFlight) {
        String[] ids = new String[knapsack.size];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = loaded[choices[inFlight][i]].id();
        }
        return ids;
    }
}
