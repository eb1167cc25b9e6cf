package dev.braid.gpp.rival;

import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Every pipeline of a small profile on one level of machines: chains of sets that hold all predecessors, with PipeDream's
 * costs written down once more. For graphs with one source and one sink.
 */
final class PipeDreamOracle {
    private final PipeDreamModel model;
    private final double bandwidth;
    private double best = Double.POSITIVE_INFINITY;

    private PipeDreamOracle(PipeDreamModel model, double bandwidth) {
        this.model = model;
        this.bandwidth = bandwidth;
    }

    static double bottleneck(PipeDreamModel model, PipeDreamLevel level) {
        PipeDreamOracle oracle = new PipeDreamOracle(model, level.bytesPerSecond());
        int m = level.machines();
        oracle.best = oracle.compute(oracle.all(), m);
        oracle.after(new BitSet(), m, 0);
        return oracle.best;
    }

    /** Non-empty sets of nodes that hold all predecessors of their nodes. */
    static List<BitSet> beginnings(PipeDreamModel model) {
        return LongStream.range(1, 1L << model.ids().size())
                .mapToObj(mask -> BitSet.valueOf(new long[] {mask}))
                .filter(set -> closed(model, set))
                .toList();
    }

    private static boolean closed(PipeDreamModel model, BitSet set) {
        for (int node = 0; node < model.ids().size(); node++) {
            for (int successor : model.successors()[node]) {
                if (set.get(successor) && !set.get(node)) {
                    return false;
                }
            }
        }
        return true;
    }

    private BitSet all() {
        BitSet all = new BitSet();
        all.set(0, model.ids().size());
        return all;
    }

    private void after(BitSet done, int machines, double slowest) {
        for (BitSet more : beginnings(model)) {
            BitSet stage = (BitSet) more.clone();
            stage.andNot(done);
            BitSet kept = (BitSet) done.clone();
            kept.andNot(more);
            boolean last = more.equals(all());
            if (kept.isEmpty() && !stage.isEmpty()) {
                for (int m = last ? machines : 1; m <= machines; m++) {
                    double in = done.isEmpty() ? 0 : 2 * sent(done) / (bandwidth * m);
                    double out = last || done.isEmpty() ? 0 : 2 * sent(more) / (bandwidth * m);
                    double seconds = Math.max(slowest, Math.max(compute(stage, m), Math.max(in, out)));
                    if (last) {
                        best = Math.min(best, seconds);
                    } else if (m < machines && seconds < best) {
                        after(more, machines - m, seconds);
                    }
                }
            }
        }
    }

    private double compute(BitSet stage, int m) {
        double seconds = 0;
        double parameters = 0;
        for (int node = stage.nextSetBit(0); node >= 0; node = stage.nextSetBit(node + 1)) {
            seconds += model.seconds()[node];
            parameters += model.parameterBytes()[node];
        }
        return (seconds + 4.0 * (m - 1) / m * parameters / bandwidth) / m;
    }

    /** Bytes of the last nodes, and of those before one of them that lead to a node not before it. */
    private double sent(BitSet done) {
        double bytes = 0;
        for (int node = done.nextSetBit(0); node >= 0; node = done.nextSetBit(node + 1)) {
            boolean sends = isLast(node, done);
            for (int end = done.nextSetBit(0); end >= 0 && !sends; end = done.nextSetBit(end + 1)) {
                sends = isLast(end, done) && leads(node, end) && leadsElsewhere(node, end);
            }
            bytes += sends ? model.activationBytes()[node] : 0;
        }
        return bytes;
    }

    private boolean isLast(int node, BitSet done) {
        for (int successor : model.successors()[node]) {
            if (done.get(successor)) {
                return false;
            }
        }
        return true;
    }

    private boolean leadsElsewhere(int node, int end) {
        for (int successor : model.successors()[node]) {
            if (successor != end && !leads(successor, end)) {
                return true;
            }
        }
        return false;
    }

    private boolean leads(int node, int end) {
        for (int successor : model.successors()[node]) {
            if (successor == end || leads(successor, end)) {
                return true;
            }
        }
        return false;
    }
}
