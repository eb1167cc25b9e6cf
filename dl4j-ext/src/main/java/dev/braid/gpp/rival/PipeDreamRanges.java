package dev.braid.gpp.rival;

import dev.braid.gpp.rival.Antichains.State;
import java.util.BitSet;
import java.util.List;

/** What ranges of antichain states cost: range {@code from .. to} is what state {@code to} has and the one before {@code from} has not. */
final class PipeDreamRanges {
    /** Not a time: there is no such range, or it fits no machine. */
    static final double NONE = Double.NaN;

    private final List<State> states;
    private final double[] sent;
    private final double[] parameters;
    private final double[][] seconds;

    PipeDreamRanges(PipeDreamModel model, List<State> states) {
        this.states = states;
        int count = states.size();
        sent = new double[count];
        parameters = new double[count];
        seconds = new double[count][count];
        for (int i = 0; i < count; i++) {
            BitSet through = states.get(i).through();
            seconds[0][i] =
                    through.stream().mapToDouble(node -> model.seconds()[node]).sum();
            parameters[i] = through.stream()
                    .mapToDouble(node -> model.parameterBytes()[node])
                    .sum();
            sent[i] = states.get(i).sends().stream()
                    .mapToDouble(node -> model.activationBytes()[node])
                    .sum();
        }
        for (int from = 1; from < count; from++) {
            for (int to = 0; to < count; to++) {
                seconds[from][to] = to < from ? NONE : seconds[0][to] - seconds[0][from - 1];
            }
        }
    }

    int count() {
        return states.size();
    }

    /** Seconds of the range on one machine of the level. */
    double seconds(int from, int to) {
        return seconds[from][to];
    }

    double parameterBytes(int from, int to) {
        return from == 0 ? parameters[to] : parameters[to] - parameters[from - 1];
    }

    /** Bytes that state {@code at} sends on. */
    double sentBytes(int at) {
        return sent[at];
    }

    /** States that lead to this one. */
    BitSet before(int state) {
        return states.get(state).before();
    }

    /** One machine of the next level is all machines of this one. */
    void replaceSeconds(PipeDreamTable table) {
        for (int from = 0; from < count(); from++) {
            for (int to = from; to < count(); to++) {
                seconds[from][to] = table.seconds(from, to);
            }
        }
    }
}
