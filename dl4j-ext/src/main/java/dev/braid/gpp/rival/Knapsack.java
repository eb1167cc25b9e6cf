package dev.braid.gpp.rival;

/**
 * One mode for each of several nodes, so that the memory fits and the time is small (Piper, section 4.3): the fastest
 * modes where they fit; else single modes are given up for leaner ones, the least time per byte saved first.
 * Scratch space of one thread.
 */
final class Knapsack {
    /** Saving that is none: below the resolution of sums of bytes. */
    private static final double NOTHING = 1e-9;

    int size;
    /** Of each node's modes, and one more for the end. */
    final int[] first;

    final double[] seconds;
    final double[] perInFlight;
    final double[] fixed;

    private final int[] fastest;
    private final double[] rates;
    private final int[] owners;
    private final int[] heap;
    private double fastestSeconds;
    private double fastestPerInFlight;
    private double fastestFixed;

    Knapsack(int nodes, int modes) {
        first = new int[nodes + 1];
        seconds = new double[modes];
        perInFlight = new double[modes];
        fixed = new double[modes];
        fastest = new int[nodes];
        rates = new double[modes];
        owners = new int[modes];
        heap = new int[modes];
    }

    /** To be called when the arrays have changed; the seconds of the fastest modes. */
    double prepare() {
        fastestSeconds = 0;
        fastestPerInFlight = 0;
        fastestFixed = 0;
        for (int i = 0; i < size; i++) {
            int best = first[i];
            for (int mode = best + 1; mode < first[i + 1]; mode++) {
                if (seconds[best] > seconds[mode]) {
                    best = mode;
                }
            }
            fastest[i] = best;
            fastestSeconds += seconds[best];
            fastestPerInFlight += perInFlight[best];
            fastestFixed += fixed[best];
        }
        return fastestSeconds;
    }

    /** Seconds with so many micro-batches in flight and the modes in {@code choice}; infinite when nothing fits. */
    double solve(int inFlight, double memory, int[] choice) {
        System.arraycopy(fastest, 0, choice, 0, size);
        double excess = fastestPerInFlight * inFlight + fastestFixed - memory;
        if (excess <= 0) {
            return fastestSeconds;
        }
        if (leanest(inFlight) > memory) {
            return Double.POSITIVE_INFINITY;
        }
        giveUp(inFlight, excess, choice);
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += seconds[choice[i]];
        }
        return sum;
    }

    private double bytes(int mode, int inFlight) {
        return perInFlight[mode] * inFlight + fixed[mode];
    }

    private double leanest(int inFlight) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double least = Double.POSITIVE_INFINITY;
            for (int mode = first[i]; mode < first[i + 1]; mode++) {
                least = Math.min(least, bytes(mode, inFlight));
            }
            sum += least;
        }
        return sum;
    }

    private void giveUp(int inFlight, double excess, int[] choice) {
        int left = candidates(inFlight);
        for (int i = left / 2 - 1; i >= 0; i--) {
            sink(i, left);
        }
        for (double rest = excess; rest >= NOTHING && left > 0; ) {
            int mode = heap[0];
            heap[0] = heap[--left];
            sink(0, left);
            int node = owners[mode];
            double saved = bytes(choice[node], inFlight) - bytes(mode, inFlight);
            if (saved > NOTHING) {
                choice[node] = mode;
                rest -= saved;
            }
        }
    }

    /** Modes that are leaner than their node's fastest, with the seconds that each byte costs. */
    private int candidates(int inFlight) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            double most = bytes(fastest[i], inFlight);
            for (int mode = first[i]; mode < first[i + 1]; mode++) {
                double saved = most - bytes(mode, inFlight);
                if (saved > NOTHING) {
                    rates[mode] = (seconds[mode] - seconds[fastest[i]]) / saved;
                    owners[mode] = i;
                    heap[count++] = mode;
                }
            }
        }
        return count;
    }

    private void sink(int at, int count) {
        int mode = heap[at];
        int child = 2 * at + 1;
        while (child < count) {
            if (child + 1 < count && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (before(mode, heap[child])) {
                break;
            }
            heap[at] = heap[child];
            at = child;
            child = 2 * at + 1;
        }
        heap[at] = mode;
    }

    private boolean before(int mode, int other) {
        return rates[mode] < rates[other] || (rates[mode] == rates[other] && mode < other);
    }
}
