package dev.braid.jobs.sched.latency;

/**
 * A step's work as the terms of a piecewise linear function: a jump for each kind of work that is present, and slopes
 * that grow where a matrix product stops being bound by the reading of its weights.
 */
final class Features {
    /** Rows at which the slope of a matrix product may change. */
    private static final int[] KNOTS = {0, 4, 16, 32, 64, 96, 128, 192, 256, 512, 1024};

    private static final int JUMPS = 7;
    private static final int ROWS = JUMPS;
    private static final int DECODES = ROWS + KNOTS.length;
    private static final int KEYS = DECODES + 3;
    private static final int HEAD = KEYS + 3;
    private static final int BACKWARD = HEAD + 2;
    /** Number of terms. */
    static final int COUNT = BACKWARD + KNOTS.length;

    private Features() {}

    /** Writes the terms of {@code load} to {@code into}. */
    static void of(StepLoad load, double[] into) {
        into[0] = 1;
        into[1] = present(load.decodeRows());
        into[2] = present(load.prefillRows());
        into[3] = present(load.forwardRows());
        into[4] = load.headWindows();
        into[5] = load.backwardWindows();
        into[6] = present(load.batchRows());
        hinges(load.batchRows(), 1, into, ROWS);
        into[DECODES] = load.decodeRows();
        into[DECODES + 1] = Math.max(0, load.decodeRows() - 8);
        into[DECODES + 2] = Math.max(0, load.decodeRows() - 64);
        into[KEYS] = load.decodeKeys();
        into[KEYS + 1] = load.prefillKeys() + load.forwardKeys();
        into[KEYS + 2] = load.backwardKeys();
        into[HEAD] = load.headRows();
        into[HEAD + 1] = Math.max(0, load.headRows() - 64L * load.headWindows());
        long windows = Math.max(1, load.backwardWindows());
        hinges((double) load.backwardRows() / windows, windows, into, BACKWARD);
    }

    private static double present(long rows) {
        return rows > 0 ? 1 : 0;
    }

    private static void hinges(double rows, double times, double[] into, int at) {
        for (int i = 0; i < KNOTS.length; i++) {
            into[at + i] = times * Math.max(0, rows - KNOTS[i]);
        }
    }
}
