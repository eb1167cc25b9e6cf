package dev.braid.gpp.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.braid.gpp.cost.CutBytes;
import dev.braid.gpp.cost.Problem;
import dev.braid.gpp.series.SeriesParallel;
import org.junit.jupiter.api.Test;

class CutsTest {
    private final long seed = System.nanoTime();

    @Test
    void everyRunOfEveryChain() {
        RandomProblems problems = new RandomProblems(seed);
        for (int i = 0; i < 200; i++) {
            Problem problem = problems.next(12, 4);
            Layout layout = new Layout(
                    problem.graph(),
                    SeriesParallel.decompose(problem.graph()).tree(),
                    new Bundling(problem, 1 + i % 8));
            check(layout, layout.root(), problem);
        }
    }

    private void check(Layout layout, Node node, Problem problem) {
        if (node instanceof Node.Fork fork) {
            fork.children().forEach(child -> check(layout, child, problem));
        } else if (node instanceof Node.Chain chain) {
            Cuts cuts = new Cuts(layout, chain);
            for (int first = 0; first < chain.children().size(); first++) {
                for (int end = first + 1; end <= chain.children().size(); end++) {
                    int from = chain.children().get(first).from();
                    int to = chain.children().get(end - 1).to();
                    CutBytes cut = CutBytes.of(problem.graph(), layout.operators(from, to));
                    assertEquals(cut.inEdges() + cut.outEdges(), cuts.edges(first, end), "seed " + seed);
                    assertEquals(cut.inBytes(), cuts.inBytes(first, end), 1e-9, "seed " + seed);
                    assertEquals(cut.outBytes(), cuts.outBytes(first, end), 1e-9, "seed " + seed);
                }
            }
            chain.children().forEach(child -> check(layout, child, problem));
        }
    }
}
