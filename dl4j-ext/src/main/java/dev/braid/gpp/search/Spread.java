package dev.braid.gpp.search;

import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gives the devices that a search left over to the stages they make faster, slowest first. A device that makes no stage
 * faster stays idle: more replicas than samples do nothing, and an all-reduce over more devices takes longer.
 */
final class Spread {
    private final Ground ground;
    private final Problem problem;
    private final Assembly assembly;

    Spread(Ground ground) {
        this.ground = ground;
        this.problem = ground.problem();
        this.assembly = new Assembly(ground);
    }

    /** The same stages with higher degrees, or what was given. */
    Solved over(Solved solved) {
        int left = problem.topology().devices()
                - solved.pieces().stream().mapToInt(Piece::degree).sum();
        if (left == 0) {
            return solved;
        }
        List<Stage> stages = new ArrayList<>(solved.plan().stages());
        List<Integer> open =
                new ArrayList<>(IntStream.range(0, stages.size()).boxed().toList());
        while (left > 0 && !open.isEmpty()) {
            int slowest = open.stream()
                    .max(Comparator.comparingDouble(i -> seconds(stages.get(i))))
                    .orElseThrow();
            Stage stage = stages.get(slowest);
            Stage wider = wider(stage, left);
            if (wider.degree() > stage.degree() && seconds(wider) < seconds(stage)) {
                left -= wider.degree() - stage.degree();
                stages.set(slowest, wider);
            } else {
                open.remove((Integer) slowest);
            }
        }
        return assembled(solved, stages);
    }

    /** With the fewest devices more that leave the busiest replica fewer samples; unchanged when none of those left do. */
    private Stage wider(Stage stage, int left) {
        int samples = StageCost.share(stage.microBatch(), stage.degree());
        int degree = stage.degree() + 1;
        while (degree <= stage.degree() + left && StageCost.share(stage.microBatch(), degree) == samples) {
            degree++;
        }
        return degree > stage.degree() + left || degree > stage.microBatch() ? stage : assembly.widened(stage, degree);
    }

    private double seconds(Stage stage) {
        return ground.transfers().perSample(Plan.cost(problem, stage));
    }

    private Solved assembled(Solved solved, List<Stage> stages) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            pieces.add(solved.pieces().get(i).withDegree(stages.get(i).degree()));
        }
        return assembly.plan(pieces)
                .map(plan -> new Solved(pieces, plan, ground.perSample(plan)))
                .filter(spread -> spread.seconds() <= solved.seconds())
                .orElse(solved);
    }
}
