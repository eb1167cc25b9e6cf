package dev.braid.gpp.search;

import dev.braid.gpp.search.Node.Fork;
import java.util.List;

/**
 * The part of a search that splits forks: its branches fall into groups, each of which is one stage or a single branch
 * that is cut further. What follows is the same for all of them, and what the stages before must keep is the most that
 * any of them asks.
 */
final class ForkSearch {
    private final Ground ground;
    private final List<MicroBatch> microBatches;
    private final Fit fit;
    private final Budget budget;
    private final TargetSearch search;

    ForkSearch(Ground ground, List<MicroBatch> microBatches, Fit fit, Budget budget, TargetSearch search) {
        this.ground = ground;
        this.microBatches = microBatches;
        this.fit = fit;
        this.budget = budget;
        this.search = search;
    }

    Frontier solve(Fork fork, int kept, int asked) {
        Branches branches = ground.branches(fork);
        Frontier[] ways = new Frontier[branches.groups()];
        Frontier[] best = new Frontier[branches.states()];
        best[0] = Frontier.of(new Point(0, 0, 0, null));
        for (int state = 1; state < best.length; state++) {
            best[state] = new Frontier();
            int most = budget.devices(branches.state(state));
            int[] groups = branches.groupsOf(state);
            for (int i = 0; i < groups.length && most > 0; i++) {
                Frontier rest = best[branches.restsOf(state)[i]];
                if (rest.size() > 0) {
                    if (ways[groups[i]] == null) {
                        ways[groups[i]] = ways(branches, groups[i], kept, asked);
                    }
                    join(best[state], ways[groups[i]], rest, groups[i], most);
                }
            }
        }
        return best[best.length - 1];
    }

    /** The ways to run one group: a branch cut further, or one stage. */
    private Frontier ways(Branches branches, int group, int kept, int asked) {
        Node solo = branches.solo(group);
        if (solo != null) {
            return search.solve(solo, kept, asked);
        }
        Frontier ways = new Frontier();
        Load load = branches.load(group);
        if (fit.tooLarge(load.parameters)) {
            return ways;
        }
        int most = budget.devices(load);
        for (MicroBatch microBatch : microBatches) {
            int b = microBatch.samples();
            int inFlight = ground.inFlight(kept, asked, b);
            int at = fit.degree(load, microBatch, 0, most, inFlight);
            if (at != Fit.NONE
                    && ways.accepts(inFlight, inFlight + b, microBatch.degrees()[at])) {
                Choice stage = new Choice.Group(group, microBatch.degrees()[at], b, null);
                ways.add(new Point(inFlight, inFlight + b, microBatch.degrees()[at], stage));
            }
        }
        return ways;
    }

    private static void join(Frontier into, Frontier ways, Frontier rest, int group, int most) {
        for (int i = 0; i < ways.size(); i++) {
            Point way = ways.get(i);
            for (int j = 0; j < rest.size(); j++) {
                Point other = rest.get(j);
                int kept = Math.max(way.kept(), other.kept());
                int asked = Math.max(way.asked(), other.asked());
                int devices = way.devices() + other.devices();
                if (devices <= most && into.accepts(kept, asked, devices)) {
                    into.add(new Point(kept, asked, devices, choice(group, way, other)));
                }
            }
        }
    }

    private static Choice choice(int group, Point way, Point rest) {
        if (way.choice() instanceof Choice.Group stage) {
            return new Choice.Group(group, stage.degree(), stage.microBatch(), rest);
        }
        return new Choice.Solo(group, way, rest);
    }
}
