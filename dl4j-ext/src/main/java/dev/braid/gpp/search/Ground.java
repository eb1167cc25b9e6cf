package dev.braid.gpp.search;

import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.search.Node.Chain;
import dev.braid.gpp.search.Node.Fork;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What every search for one problem stands on: the layout, sums of its costs, and tables that no target changes. One
 * thread at a time, since tables are made when they are first asked for.
 */
final class Ground {
    private final Problem problem;
    private final Layout layout;
    private final Effort effort;
    private final Transfers transfers;
    private final Recompute recompute;
    private final double[] parameters;
    private final double[] saved;
    private final Map<Integer, Share> shares = new HashMap<>();
    private final Map<Integer, Cuts> cuts = new HashMap<>();
    private final Map<Integer, Branches> branches = new HashMap<>();

    Ground(Problem problem, Layout layout, Effort effort, Transfers transfers) {
        this.problem = problem;
        this.layout = layout;
        this.effort = effort;
        this.transfers = transfers;
        parameters = new double[layout.size() + 1];
        saved = new double[layout.size() + 1];
        for (int at = 0; at < layout.size(); at++) {
            Operator operator = problem.graph().operator(layout.operatorAt(at));
            parameters[at + 1] = parameters[at] + operator.parameterBytes();
            saved[at + 1] = saved[at] + operator.savedBytes();
        }
        recompute = new Recompute(problem, layout);
    }

    Problem problem() {
        return problem;
    }

    Layout layout() {
        return layout;
    }

    Transfers transfers() {
        return transfers;
    }

    /** Seconds per sample of a plan's slowest stage, as this search counts them. */
    double perSample(Plan plan) {
        return transfers.perSample(problem, plan);
    }

    Recompute recompute() {
        return recompute;
    }

    double parameters(int from, int to) {
        return parameters[to] - parameters[from];
    }

    double saved(int from, int to) {
        return saved[to] - saved[from];
    }

    Share share(int samples) {
        return shares.computeIfAbsent(samples, count -> Share.of(problem, layout, count));
    }

    MicroBatch microBatch(int samples) {
        int[] some = effort.degrees().of(samples, problem.topology().devices());
        Share[] of = Arrays.stream(some)
                .mapToObj(degree -> share(StageCost.share(samples, degree)))
                .toArray(Share[]::new);
        return new MicroBatch(samples, some, of);
    }

    Cuts cuts(Chain chain) {
        return cuts.computeIfAbsent(chain.kind(), kind -> new Cuts(layout, chain));
    }

    Branches branches(Fork fork) {
        return branches.computeIfAbsent(fork.kind(), kind -> new Branches(this, fork, effort.forkSteps()));
    }

    /**
     * Samples in flight of a stage with micro-batch {@code b}: {@link dev.braid.gpp.plan.InFlight} with k = 1 and the
     * successors' share of it as two numbers, the most that one keeps and the most that one keeps and takes next.
     */
    int inFlight(int kept, int asked, int b) {
        int samples = Math.max(kept + b, asked);
        return Math.min((samples + b - 1) / b * b, problem.training().miniBatch());
    }
}
