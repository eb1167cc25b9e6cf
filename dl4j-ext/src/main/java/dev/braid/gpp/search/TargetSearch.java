package dev.braid.gpp.search;

import dev.braid.gpp.search.Node.Bundle;
import dev.braid.gpp.search.Node.Chain;
import dev.braid.gpp.search.Node.Fork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The search for one target time per sample (GraphPipe, section 5): every subgraph, for every state of what follows it,
 * is one stage or is split in series or in parallel; what is kept of it is the frontier of samples in flight against
 * devices. A chain is searched from its end, since samples in flight are known from there.
 */
final class TargetSearch {
    private record Context(int kind, int kept, int asked) {}

    private final Ground ground;
    private final List<MicroBatch> microBatches;
    private final Fit fit;
    private final Budget budget;
    private final ForkSearch forks;
    private final Map<Context, Frontier> known = new HashMap<>();
    private final Load load = new Load();

    TargetSearch(Ground ground, List<MicroBatch> microBatches, double target, double memory) {
        this.ground = ground;
        this.microBatches = microBatches;
        fit = new Fit(ground, target, memory);
        budget = new Budget(ground, microBatches, target, memory);
        forks = new ForkSearch(ground, microBatches, fit, budget, this);
    }

    /** The leanest way to run the whole model, or null when there is none. */
    Point solve() {
        return solve(ground.layout().root(), 0, 0).leanest();
    }

    /** All ways to run a node before stages that keep and ask so many samples. */
    Frontier solve(Node node, int kept, int asked) {
        Context context = new Context(node.kind(), kept, asked);
        Frontier frontier = known.get(context);
        if (frontier == null) {
            frontier = search(node, kept, asked);
            known.put(context, frontier);
        }
        return frontier;
    }

    private Frontier search(Node node, int kept, int asked) {
        if (node instanceof Chain chain) {
            return chain(chain, kept, asked);
        }
        return node instanceof Fork fork ? forks.solve(fork, kept, asked) : bundle((Bundle) node, kept, asked);
    }

    private Frontier bundle(Bundle bundle, int kept, int asked) {
        Frontier frontier = new Frontier();
        Load whole = Load.of(ground, bundle);
        Frontier base = Frontier.of(new Point(kept, asked, 0, null));
        int most = budget.devices(whole);
        for (MicroBatch microBatch : microBatches) {
            extend(frontier, microBatch, whole, 0, most, base, bundle);
        }
        return frontier;
    }

    private Frontier chain(Chain chain, int kept, int asked) {
        int length = chain.children().size();
        Frontier[] after = new Frontier[length + 1];
        after[length] = Frontier.of(new Point(kept, asked, 0, null));
        for (int first = length - 1; first >= 0; first--) {
            after[first] = new Frontier();
            int most = budget.devices(chain.children().get(first).from(), chain.to());
            if (most > 0) {
                for (MicroBatch microBatch : microBatches) {
                    runs(chain, first, microBatch, most, after);
                }
                split(chain, first, most, after);
            }
        }
        return after[0];
    }

    /** One stage of the children from {@code first} to each later one. */
    private void runs(Chain chain, int first, MicroBatch microBatch, int most, Frontier[] after) {
        Cuts cuts = ground.cuts(chain);
        int[] degrees = microBatch.degrees();
        int from = chain.children().get(first).from();
        int at = 0;
        for (int end = first + 1; end < after.length; end++) {
            int to = chain.children().get(end - 1).to();
            at = fit.byWork(from, to, microBatch, at);
            if (at == degrees.length || degrees[at] > most || fit.tooLarge(ground.parameters(from, to))) {
                return;
            }
            if (after[end].fewest() + degrees[at] <= most) {
                load.set(ground, chain, cuts, first, end);
                extend(after[first], microBatch, load, at, most, after[end], chain);
            }
        }
    }

    /** One stage before each of some points, where it fits and is of use. */
    private void extend(
            Frontier into, MicroBatch microBatch, Load stage, int from, int most, Frontier rest, Node node) {
        int b = microBatch.samples();
        int[] degrees = microBatch.degrees();
        int at = from;
        for (int i = 0; i < rest.size() && at < degrees.length; i++) {
            Point point = rest.get(i);
            int inFlight = ground.inFlight(point.kept(), point.asked(), b);
            int left = most - point.devices();
            if (degrees[at] > left || !into.accepts(inFlight, inFlight + b, point.devices() + degrees[at])) {
                continue;
            }
            at = fit.inTime(stage, microBatch, at);
            int fitting = fit.degree(stage, microBatch, at, left, inFlight);
            if (fitting != Fit.NONE && into.accepts(inFlight, inFlight + b, point.devices() + degrees[fitting])) {
                into.add(new Point(
                        inFlight,
                        inFlight + b,
                        point.devices() + degrees[fitting],
                        new Choice.Run(
                                stage.from[0] - node.from(), stage.to[0] - node.from(), degrees[fitting], b, point)));
            }
        }
    }

    /** The first child cut further. */
    private void split(Chain chain, int first, int most, Frontier[] after) {
        Node child = chain.children().get(first);
        if (child instanceof Bundle) {
            return;
        }
        Frontier rest = after[first + 1];
        for (int i = 0; i < rest.size(); i++) {
            Point point = rest.get(i);
            Frontier inner = solve(child, point.kept(), point.asked());
            for (int j = 0; j < inner.size(); j++) {
                Point solution = inner.get(j);
                int devices = solution.devices() + point.devices();
                if (devices <= most && after[first].accepts(solution.kept(), solution.asked(), devices)) {
                    Choice choice = new Choice.Inner(first, solution, point);
                    after[first].add(new Point(solution.kept(), solution.asked(), devices, choice));
                }
            }
        }
    }
}
