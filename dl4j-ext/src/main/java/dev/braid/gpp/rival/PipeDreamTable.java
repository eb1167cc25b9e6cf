package dev.braid.gpp.rival;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * PipeDream's table of one level: the slowest stage's least seconds for each range of states and number of machines,
 * with the last stage that gives it. Replicas send weights through a parameter server, and each replica has its share of
 * what enters and leaves a stage.
 */
final class PipeDreamTable {
    private final PipeDreamRanges ranges;
    private final int machines;
    private final double bytesPerSecond;
    private final int inside;
    private final double[][][] best;
    private final int[][][] splitAt;
    private final int[][][] lastMachines;

    /** A run of states that is one machine of this level, {@code machines} times. */
    record Part(int from, int to, int machines) {}

    /** @param inside machines of the level below in each machine of this one */
    PipeDreamTable(PipeDreamRanges ranges, PipeDreamLevel level, int inside) {
        this.ranges = ranges;
        machines = level.machines();
        bytesPerSecond = level.bytesPerSecond();
        this.inside = inside;
        best = new double[ranges.count()][][];
        splitAt = new int[ranges.count()][][];
        lastMachines = new int[ranges.count()][][];
    }

    /** Fills the ranges that begin at states {@code 0 .. starts - 1}. */
    void fill(int starts) {
        int count = ranges.count();
        for (int from = 0; from < starts; from++) {
            best[from] = new double[count][machines + 1];
            splitAt[from] = new int[count][machines + 1];
            lastMachines[from] = new int[count][machines + 1];
            for (int to = from; to < count; to++) {
                for (int m = 1; m <= machines; m++) {
                    best[from][to][m] = whole(from, to, m);
                    splitAt[from][to][m] = -1;
                    lastMachines[from][to][m] = m;
                }
            }
            for (int m = 2; m <= machines; m++) {
                for (int to = from + 1; to < count; to++) {
                    split(from, to, m);
                }
            }
        }
    }

    /** Seconds of a range as one stage of so many replicas. */
    private double whole(int from, int to, int m) {
        double weights = 4.0 * (m - 1) * ranges.parameterBytes(from, to) / (bytesPerSecond * m) / inside;
        return (ranges.seconds(from, to) + weights) / m;
    }

    private void split(int from, int to, int m) {
        BitSet before = ranges.before(to);
        for (int at = before.nextSetBit(from); at >= 0; at = before.nextSetBit(at + 1)) {
            if (from == 0 || !ranges.before(from - 1).get(at)) {
                for (int last = 1; last < m; last++) {
                    double seconds = Math.max(best[from][at][m - last], last(at, to, last));
                    if (seconds < best[from][to][m] || Double.isNaN(best[from][to][m]) && !Double.isNaN(seconds)) {
                        best[from][to][m] = seconds;
                        splitAt[from][to][m] = at;
                        lastMachines[from][to][m] = last;
                    }
                }
            }
        }
    }

    /** Seconds of the last stage, of so many replicas, behind state {@code at}. */
    private double last(int at, int to, int m) {
        double weights = 4.0 * (m - 1) * ranges.parameterBytes(at + 1, to) / (bytesPerSecond * m);
        double compute = (ranges.seconds(at + 1, to) + weights) / m;
        double in = 2 * ranges.sentBytes(at) / (bytesPerSecond * m);
        double out = to < ranges.count() - 1 ? 2 * ranges.sentBytes(to) / (bytesPerSecond * m) : 0;
        return Math.max(compute, Math.max(in, out));
    }

    /** Seconds of the slowest stage when a range has all machines of the level. */
    double seconds(int from, int to) {
        return best[from][to][machines];
    }

    /** The parts of states {@code from .. to - 1}, first part first. */
    List<Part> parts(int from, int to) {
        List<Part> parts = new ArrayList<>();
        int last = to - 1;
        int m = machines;
        while (splitAt[from][last][m] >= 0) {
            int at = splitAt[from][last][m];
            int used = lastMachines[from][last][m];
            parts.add(0, new Part(at + 1, last + 1, used));
            last = at;
            m -= used;
        }
        parts.add(0, new Part(from, last + 1, m));
        return parts;
    }
}
