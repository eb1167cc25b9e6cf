package dev.braid.jobs.sched.latency;

import java.util.Arrays;

/**
 * What measured steps say about a latency function: how much slower the machine is now, how much each mix of work is
 * off, and how far single steps scatter. Used by one thread.
 */
final class Correction {
    /** Steps whose median is the present speed: half of them, a fraction of a second, learn a shift. */
    private static final int RECENT = 9;
    /** Steps whose scatter is the margin. */
    private static final int SCATTER = 256;
    /** Share of steps that should take no longer than predicted. */
    private static final double QUANTILE = 0.97;
    /** Weight of a step in its mix's own factor. */
    private static final double LEARNING = 0.03;
    /** Scatter beyond this is an accident of the machine that no plan can provide for. */
    private static final double MOST_MARGIN = 1.5;
    /** Steps between two reckonings of the margin. */
    private static final int RECKONING = 16;

    private final double[] ratios = new double[RECENT];
    private final double[] residuals = new double[SCATTER];
    private final double[] sorted = new double[SCATTER];
    private final double[] recent = new double[RECENT];
    private final double[] mixes = new double[8];
    private long count;
    private double speed = 1;
    private double bias;
    private double margin = 1.1;

    Correction() {
        Arrays.fill(mixes, 1);
        Arrays.fill(ratios, 1);
    }

    /** Which kinds of work stand together. */
    static int mix(StepLoad load) {
        int mix = load.prefillRows() > 0 ? 1 : 0;
        mix += load.forwardRows() > 0 ? 2 : 0;
        return mix + (load.backwardRows() + load.headRows() > 0 ? 4 : 0);
    }

    /** Factor from the function to the time that is expected now. */
    double expected(int mix) {
        return speed * mixes[mix];
    }

    /** Factor from the expected time to one that few steps exceed. */
    double margin() {
        return margin;
    }

    void observe(int mix, double base, double measured) {
        double ratio = measured / base;
        residuals[(int) (count % SCATTER)] = ratio / expected(mix);
        learn(mix, Math.log(clip(ratio / expected(mix))));
        ratios[(int) (count % RECENT)] = ratio / mixes[mix];
        count++;
        if (count >= RECENT) {
            System.arraycopy(ratios, 0, recent, 0, RECENT);
            Arrays.sort(recent);
            speed = recent[RECENT / 2];
        }
        if (count % RECKONING == 0) {
            int known = (int) Math.min(count, SCATTER);
            System.arraycopy(residuals, 0, sorted, 0, known);
            Arrays.sort(sorted, 0, known);
            margin = Math.min(MOST_MARGIN, Math.max(1, sorted[(int) (QUANTILE * (known - 1))]));
        }
    }

    /**
     * Moves a mix's factor by what is its own. The speed is a median, and steps scatter further up than down, so that all
     * mixes seem slow by the same {@code bias}; learnt as their own it would let factors grow for ever.
     */
    private void learn(int mix, double off) {
        mixes[mix] *= Math.exp(LEARNING * (off - bias));
        bias += LEARNING * (off - bias);
    }

    private static double clip(double ratio) {
        return Math.max(0.5, Math.min(2, ratio));
    }
}
