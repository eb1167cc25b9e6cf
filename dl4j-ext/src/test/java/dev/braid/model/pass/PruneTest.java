package dev.braid.model.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Param;
import dev.braid.model.graph.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Prune removes exactly what neither the loss nor a trainable parameter's gradient depends on. */
class PruneTest {
    private static final int ROUNDS = 60;

    @Test
    void keepsExactlyWhatIsNeeded() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            TrainingGraphs graphs = TrainingGraphs.random(new SplittableRandom(seed));
            List<Node> expected = graphs.reversed().nodes().stream()
                    .filter(node -> leadsToResult(node, graphs.reversed(), graphs.trainable()))
                    .toList();
            assertEquals(expected, graphs.pruned().nodes(), () -> "seed " + seed + ", " + graphs.decoder());
        }
    }

    /** Follows a node's readers, and theirs. */
    private static boolean leadsToResult(Node node, OpGraph graph, Set<Param> trainable) {
        Set<Tensor> reached = new HashSet<>(node.outputs());
        if (isResult(node, trainable)) {
            return true;
        }
        for (Node later : graph.nodes()) {
            if (later.inputs().stream().anyMatch(reached::contains)) {
                if (isResult(later, trainable)) {
                    return true;
                }
                reached.addAll(later.outputs());
            }
        }
        return false;
    }

    private static boolean isResult(Node node, Set<Param> trainable) {
        Optional<Param> gradient = node.op().gradientOf();
        return node.op() instanceof Op.CrossEntropy || gradient.isPresent() && trainable.contains(gradient.get());
    }

    @Test
    void theGradientsAreThoseOfTheTrainableParameters() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            TrainingGraphs graphs = TrainingGraphs.random(new SplittableRandom(seed));
            Set<Param> gradients = graphs.pruned().nodes().stream()
                    .flatMap(node -> node.op().gradientOf().stream())
                    .collect(Collectors.toSet());
            assertEquals(graphs.trainable(), gradients, () -> "seed " + seed + ", " + graphs.decoder());
        }
    }

    @Test
    void nothingStaysBelowTheLowestBypass() {
        RandomGenerator random = new SplittableRandom(11);
        TrainingGraphs graphs = TrainingGraphs.adapter(random, 3, "1.mlp.down_proj");
        assertEquals(
                List.of("RmsNorm", "Linear", "CrossEntropy", "LinearGradInput", "RmsNormGradInput"), kinds(graphs, 3));
        // One layer above the bypass takes gradients whole; the bypassed layer only those of the bypass.
        assertEquals(List.of("LoraExpandGradWeight", "LoraExpandGradInput", "LoraShrinkGradWeight"), kinds(graphs, 1));
        assertTrue(kinds(graphs, 2).contains("AttentionGrad"), kinds(graphs, 2).toString());
        assertEquals(List.of(), kinds(graphs, 0));
        assertEquals(List.of(), kinds(graphs, Node.EMBEDDING));
    }

    @Test
    void queriesAloneNeedNoGradientOfKeysBehindAttention() {
        TrainingGraphs graphs = TrainingGraphs.adapter(new SplittableRandom(12), 1, "0.self_attn.q_proj");
        List<String> kinds = new ArrayList<>(kinds(graphs, 0));
        assertEquals(1, kinds.stream().filter("RopeGrad"::equals).count(), "only the queries' rotation: " + kinds);
        assertEquals(
                List.of(),
                kinds.stream().filter(kind -> kind.endsWith("NormGradWeight")).toList());
    }

    /** The operators of a block that training adds, and the whole head. */
    private static List<String> kinds(TrainingGraphs graphs, int block) {
        Set<Node> forward = new HashSet<>(graphs.forward().nodes());
        return graphs.pruned().nodes().stream()
                .filter(node -> node.block() == block)
                .filter(node -> block == graphs.forward().head() || !forward.contains(node))
                .map(node -> node.op().getClass().getSimpleName())
                .toList();
    }
}
