package dev.braid.gpp.rival;

import dev.braid.gpp.rival.Antichains.State;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** PipeDream's dynamic programme over ranges of antichain states, with its own costs, level by level (PipeDream, section 3.1). */
final class PipeDreamSearch {
    private final PipeDreamModel model;
    private final List<State> states;
    private final List<PipeDreamLevel> levels;
    private final PipeDreamRanges ranges;
    private final List<PipeDreamTable> tables = new ArrayList<>();

    PipeDreamSearch(PipeDreamModel model, List<State> states, List<PipeDreamLevel> levels) {
        this.model = model;
        this.states = states;
        this.levels = levels;
        ranges = new PipeDreamRanges(model, states);
    }

    PipeDreamPlan best() {
        double total = ranges.seconds(0, states.size() - 1);
        int inside = 1;
        for (int i = 0; i < levels.size(); i++) {
            boolean top = i == levels.size() - 1;
            PipeDreamTable table = new PipeDreamTable(ranges, levels.get(i), inside);
            table.fill(top ? 1 : states.size());
            tables.add(table);
            inside = levels.get(i).machines();
            if (!top) {
                ranges.replaceSeconds(table);
            }
        }
        List<PipeDreamPlan.Stage> stages = new ArrayList<>();
        BitSet taken = new BitSet();
        split(levels.size() - 1, 0, states.size(), 1, taken, stages);
        double slowest = tables.get(levels.size() - 1).seconds(0, states.size() - 1);
        return new PipeDreamPlan(total, slowest, stages);
    }

    /** Splits states {@code from .. to - 1} at a level, and each part at the levels below. */
    private void split(int level, int from, int to, int degree, BitSet taken, List<PipeDreamPlan.Stage> stages) {
        if (level < 0) {
            stages.add(stage(from, to, degree, taken));
            return;
        }
        for (PipeDreamTable.Part part : tables.get(level).parts(from, to)) {
            split(level - 1, part.from(), part.to(), degree * part.machines(), taken, stages);
        }
    }

    private PipeDreamPlan.Stage stage(int from, int to, int degree, BitSet taken) {
        BitSet own = (BitSet) states.get(to - 1).through().clone();
        own.andNot(taken);
        taken.or(own);
        return new PipeDreamPlan.Stage(
                from, to, degree, own.stream().mapToObj(model.ids()::get).toList());
    }
}
