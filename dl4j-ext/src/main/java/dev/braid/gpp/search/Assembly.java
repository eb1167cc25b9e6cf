package dev.braid.gpp.search;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.cost.StageCost;
import dev.braid.gpp.plan.InFlight;
import dev.braid.gpp.plan.Plan;
import dev.braid.gpp.plan.Stage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Pieces made into a plan: stages with devices in a row, successors by the graph's own edges, samples in flight, recomputation. */
final class Assembly {
    private final Ground ground;
    private final Problem problem;

    Assembly(Ground ground) {
        this.ground = ground;
        this.problem = ground.problem();
    }

    /** Nothing when a device's memory is exceeded, if only by what sums in another order differ. */
    Optional<Plan> plan(List<Piece> pieces) {
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : InFlight.fill(stages(pieces), problem.training().miniBatch())) {
            Stage fitted = recomputing(stage);
            if (Plan.cost(problem, fitted).memoryBytes(fitted.inFlight())
                    > problem.topology().memoryBytes()) {
                return Optional.empty();
            }
            stages.add(fitted);
        }
        return Optional.of(new Plan("graph", stages));
    }

    private List<Stage> stages(List<Piece> pieces) {
        List<TreeSet<Integer>> successors = successors(pieces);
        List<Stage> stages = new ArrayList<>();
        int device = 0;
        for (int id = 0; id < pieces.size(); id++) {
            Piece piece = pieces.get(id);
            List<Integer> devices =
                    IntStream.range(device, device + piece.degree()).boxed().toList();
            device += piece.degree();
            stages.add(new Stage(
                    id,
                    piece.operators().stream().boxed().toList(),
                    List.of(),
                    devices,
                    piece.microBatch(),
                    1,
                    piece.microBatch(),
                    List.copyOf(successors.get(id))));
        }
        return stages;
    }

    private List<TreeSet<Integer>> successors(List<Piece> pieces) {
        CostGraph graph = problem.graph();
        int[] stageOf = new int[graph.size()];
        List<TreeSet<Integer>> successors = new ArrayList<>();
        for (int id = 0; id < pieces.size(); id++) {
            int stage = id;
            pieces.get(id).operators().stream().forEach(operator -> stageOf[operator] = stage);
            successors.add(new TreeSet<>());
        }
        for (int from = 0; from < graph.size(); from++) {
            for (int to : graph.successors(from)) {
                if (stageOf[from] != stageOf[to]) {
                    successors.get(stageOf[from]).add(stageOf[to]);
                }
            }
        }
        return successors;
    }

    /** The stage with as little recomputation as its memory allows. */
    private Stage recomputing(Stage stage) {
        double missing = Plan.cost(problem, stage).memoryBytes(stage.inFlight())
                - problem.topology().memoryBytes();
        int samples = StageCost.share(stage.microBatch(), stage.degree());
        int gain = StageCost.held(stage.inFlight(), stage.microBatch(), stage.degree()) - samples;
        if (missing <= 0 || gain <= 0) {
            return stage;
        }
        BitSet recomputed = ground.recompute().choose(stage.operatorSet(), ground.share(samples), missing / gain);
        return with(stage, recomputed.stream().boxed().toList(), stage.devices());
    }

    /** The stage on so many devices, whichever they are. */
    Stage widened(Stage stage, int degree) {
        return recomputing(
                with(stage, List.of(), IntStream.range(0, degree).boxed().toList()));
    }

    private static Stage with(Stage stage, List<Integer> recomputed, List<Integer> devices) {
        return new Stage(
                stage.id(),
                stage.operators(),
                recomputed,
                devices,
                stage.microBatch(),
                stage.interleave(),
                stage.inFlight(),
                stage.successors());
    }
}
