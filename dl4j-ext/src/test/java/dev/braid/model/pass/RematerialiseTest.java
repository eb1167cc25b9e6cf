package dev.braid.model.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.graph.Node;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Tensor;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is done again is what was done before, costs what it may, and saves memory. */
class RematerialiseTest {
    private static final int ROUNDS = 60;

    private static void each(Consumer<TrainingGraphs> check) {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            TrainingGraphs graphs = TrainingGraphs.random(new SplittableRandom(seed));
            try {
                check.accept(graphs);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", " + graphs.decoder(), e);
            }
        }
    }

    private static long elements(Collection<Tensor> tensors) {
        return tensors.stream().mapToLong(Tensor::width).sum();
    }

    private static long saved(TrainingGraphs graphs, OpGraph training) {
        return elements(Rematerialise.savedBy(graphs.forward(), training));
    }

    @Test
    void theGraphComputesTheSame() {
        each(graphs -> assertEquals(
                Symbols.of(graphs.forward(), graphs.pruned()), Symbols.of(graphs.forward(), graphs.rematerialised())));
    }

    @Test
    void neverMoreIsSavedAndWithAllArithmeticAllowedTheLeast() {
        each(graphs -> {
            OpGraph most = new Rematerialise(1).apply(graphs.forward(), graphs.pruned());
            assertTrue(saved(graphs, graphs.rematerialised()) <= saved(graphs, graphs.pruned()));
            assertTrue(saved(graphs, most) <= saved(graphs, graphs.rematerialised()));
        });
    }

    @Test
    void matrixProductsStayWithinTheShare() {
        for (double share : List.of(0.0, 0.03, 0.2)) {
            each(graphs -> {
                OpGraph graph = new Rematerialise(share).apply(graphs.forward(), graphs.pruned());
                long step = Arithmetic.perToken(graphs.pruned().nodes());
                long extra = Arithmetic.perToken(graph.nodes()) - step;
                boolean products = again(graphs, graph).stream()
                        .anyMatch(node -> Arithmetic.effort(node.op()) == Arithmetic.Effort.MATRIX);
                assertTrue(!products || extra <= share * step, () -> extra + " more than " + share + " of " + step);
            });
        }
    }

    private static List<Node> again(TrainingGraphs graphs, OpGraph graph) {
        Set<Tensor> before = graphs.pruned().nodes().stream()
                .flatMap(node -> node.outputs().stream())
                .collect(Collectors.toSet());
        return graph.nodes().stream()
                .filter(node -> !node.outputs().isEmpty() && !before.contains(node.output(0)))
                .toList();
    }

    @Test
    void everythingCheapBehindSavedTensorsIsDoneAgain() {
        each(graphs -> {
            OpGraph graph = new Rematerialise(0).apply(graphs.forward(), graphs.pruned());
            Set<Tensor> saved = Rematerialise.savedBy(graphs.forward(), graph);
            for (Node node : graphs.forward().nodes()) {
                boolean cheap = Arithmetic.effort(node.op()) == Arithmetic.Effort.CHEAP;
                if (cheap && saved.contains(node.output(0)) && node.output(0).width() > 0) {
                    assertTrue(!saved.containsAll(node.inputs()), () -> node + " is saved beside all that it reads");
                }
            }
        });
    }

    /** Every set of tensors that could be saved in place of the chosen one, with cheap operators alone. */
    @Test
    void noOtherSetIsSmaller() {
        for (int round = 0; round < 8; round++) {
            long seed = System.nanoTime();
            TrainingGraphs graphs =
                    TrainingGraphs.adapter(new SplittableRandom(seed), 1, MODULES.get(round % MODULES.size()));
            OpGraph graph = new Rematerialise(0).apply(graphs.forward(), graphs.pruned());
            assertEquals(least(graphs), saved(graphs, graph), () -> "seed " + seed + ", " + graphs.decoder());
        }
    }

    private static final List<String> MODULES =
            List.of("0.mlp.down_proj", "0.self_attn.q_proj", "0.mlp.up_proj", "0.self_attn.o_proj");

    private static long least(TrainingGraphs graphs) {
        Set<Tensor> wanted = Rematerialise.savedBy(graphs.forward(), graphs.pruned());
        List<Node> body = graphs.forward().nodes().stream()
                .filter(node -> node.block() < graphs.forward().head())
                .toList();
        List<Tensor> tensors =
                body.stream().flatMap(node -> node.outputs().stream()).toList();
        long least = Long.MAX_VALUE;
        for (long chosen = 0; chosen < 1L << tensors.size(); chosen++) {
            Set<Tensor> there = new HashSet<>();
            for (int i = 0; i < tensors.size(); i++) {
                if ((chosen >> i & 1) != 0) {
                    there.add(tensors.get(i));
                }
            }
            long elements = elements(there);
            if (elements < least && reaches(body, there, wanted)) {
                least = elements;
            }
        }
        return least;
    }

    private static boolean reaches(List<Node> body, Set<Tensor> there, Set<Tensor> wanted) {
        for (Node node : body) {
            if (Arithmetic.effort(node.op()) == Arithmetic.Effort.CHEAP && there.containsAll(node.inputs())) {
                there.addAll(node.outputs());
            }
        }
        return there.containsAll(wanted);
    }

    @Test
    void aShareBeyondTheStepIsRefused() {
        Exception error = assertThrows(IllegalArgumentException.class, () -> new Rematerialise(1.5));
        assertTrue(error.getMessage().contains("1.5, must be from 0 to 1"), error.getMessage());
    }
}
