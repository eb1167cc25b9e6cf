package dev.braid.gpp.rival;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.braid.gpp.rival.Antichains.State;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** PipeDream's own planner against every pipeline there is, on small graphs. */
class OriginalPipeDreamTest {
    private static final int ROUNDS = 30;

    /** One source, one sink, and what is between them at random. */
    private static PipeDreamModel random(Random random) {
        int size = 2 + random.nextInt(4);
        int[][] successors = new int[size][];
        for (int node = 0; node < size; node++) {
            int from = node;
            int[] some = IntStream.range(from + 1, size)
                    .filter(to -> random.nextInt(3) == 0 || from == 0 && to < size - 1)
                    .toArray();
            successors[node] = some.length == 0 && node < size - 1 ? new int[] {size - 1} : some;
        }
        return new PipeDreamModel(
                IntStream.range(0, size).mapToObj(node -> "node" + node).toList(),
                IntStream.range(0, size).mapToObj(node -> "Linear").toList(),
                random.ints(size, 1, 50).asDoubleStream().toArray(),
                random.ints(size, 0, 30).asDoubleStream().toArray(),
                random.ints(size, 0, 40).asDoubleStream().toArray(),
                successors);
    }

    @Test
    void itIsOptimal() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            Random random = new Random(seed);
            PipeDreamModel model = random(random);
            PipeDreamLevel level = new PipeDreamLevel(1 + random.nextInt(4), 1 + random.nextInt(3));
            List<State> states = Antichains.of(model.successors(), 1000).orElseThrow();
            PipeDreamPlan plan = new PipeDreamSearch(model, states, List.of(level)).best();
            assertEquals(PipeDreamOracle.bottleneck(model, level), plan.bottleneckSeconds(), 1e-9, "seed " + seed);
            Set<String> operators = new HashSet<>();
            plan.stages().forEach(stage -> operators.addAll(stage.operators()));
            assertEquals(Set.copyOf(model.ids()), operators, "seed " + seed);
            int machines =
                    plan.stages().stream().mapToInt(PipeDreamPlan.Stage::degree).sum();
            assertEquals(level.machines(), machines, "seed " + seed);
        }
    }

    @Test
    void itsStatesAreAllBeginnings() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            PipeDreamModel model = random(new Random(seed));
            List<State> states = Antichains.of(model.successors(), 1000).orElseThrow();
            Set<BitSet> through = new HashSet<>();
            states.forEach(state -> through.add(state.through()));
            assertEquals(Set.copyOf(PipeDreamOracle.beginnings(model)), through, "seed " + seed);
            assertEquals(through.size(), states.size(), "seed " + seed);
        }
    }

    /** Machines of two nodes: replicas within a node first, then over the nodes. */
    @Test
    void levelsMultiply() {
        PipeDreamModel model = new PipeDreamModel(
                List.of("a"), List.of("Linear"), new double[] {12}, new double[1], new double[] {1}, new int[1][0]);
        List<State> states = Antichains.of(model.successors(), 10).orElseThrow();
        List<PipeDreamLevel> levels = List.of(new PipeDreamLevel(3, 1), new PipeDreamLevel(2, 1));
        PipeDreamPlan plan = new PipeDreamSearch(model, states, levels).best();
        assertEquals(6, plan.stages().get(0).degree());
        double node = (12 + 4 * 2 / 3.0) / 3;
        assertEquals((node + 4 / 2.0 / 3) / 2, plan.bottleneckSeconds(), 1e-12);
    }

    @Test
    void inputsAndUnusedElementsAreLeftOut() {
        PipeDreamModel model = new PipeDreamModel(
                List.of("in", "lstm", "used", "unused"),
                List.of("Input0", "LSTM", "__getitem__(0)", "__getitem__(1)"),
                new double[4],
                new double[4],
                new double[4],
                new int[][] {{1}, {2, 3}, {}, {}});
        assertEquals(List.of("lstm"), model.pruned().ids());
    }

    @Test
    void levelsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> new PipeDreamLevel(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new PipeDreamLevel(1, 0));
    }
}
