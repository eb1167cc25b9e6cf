package dev.braid.model.bypass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.TinyDecoder;
import dev.braid.model.decoder.DecoderGraph;
import dev.braid.model.files.Family;
import dev.braid.model.graph.BypassSite;
import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Param;
import dev.braid.model.graph.RescaleSite;
import dev.braid.model.graph.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BypassesTest {
    private static final String DOWN = "model.layers.0.mlp.down_proj";

    private final OpGraph graph = DecoderGraph.forward(TinyDecoder.config(new SplittableRandom(3), Family.MISTRAL));

    private static BypassSite site(String module, Optional<BypassSite.Pair> trained) {
        return new BypassSite(module, BypassSite.Form.LORA, 3, 5, 2, trained);
    }

    private static Optional<BypassSite.Pair> pair() {
        return Optional.of(new BypassSite.Pair(new Param("a", 2, 3), new Param("b", 5, 2)));
    }

    @Test
    void everyLinearBelowTheHeadCanBeBypassed() {
        assertEquals(7 * graph.layers(), Bypasses.modules(graph).size());
        OpGraph all = Bypasses.apply(
                graph,
                Bypasses.modules(graph).stream()
                        .map(module -> site(module, Optional.empty()))
                        .toList(),
                List.of(),
                0);
        assertEquals(graph.nodes().size() + 2 * 7 * graph.layers(), all.nodes().size());
    }

    @Test
    void whateverReadTheLinearReadsTheSum() {
        OpGraph edited = Bypasses.apply(graph, List.of(site(DOWN, Optional.empty())), List.of(), 0.1f);
        Tensor y = outputOf(graph, DOWN);
        List<Op> readers = readers(edited, y).map(Node::op).toList();
        assertEquals(1, readers.size());
        assertTrue(readers.get(0) instanceof Op.LoraExpand, readers.toString());
        Tensor sum = edited.nodes().stream()
                .filter(node -> node.op() instanceof Op.LoraExpand)
                .findFirst()
                .orElseThrow()
                .output(0);
        assertEquals(
                readers(graph, y).map(Node::op).collect(Collectors.toSet()),
                readers(edited, sum).map(Node::op).collect(Collectors.toSet()));
        assertFalse(edited.nodes().stream().anyMatch(node -> node.op() instanceof Op.Dropout), "served alone");
    }

    @Test
    void dropoutStandsBeforeTrainedBypassesAlone() {
        OpGraph edited = Bypasses.apply(
                graph,
                List.of(site(DOWN, pair()), site("model.layers.0.mlp.up_proj", Optional.empty())),
                List.of(),
                0.1f);
        List<Node> dropouts = edited.nodes().stream()
                .filter(node -> node.op() instanceof Op.Dropout)
                .toList();
        assertEquals(1, dropouts.size());
        assertEquals(
                List.of(new Op.LoraShrink(site(DOWN, pair()))),
                readers(edited, dropouts.get(0).output(0)).map(Node::op).toList());
    }

    @Test
    void unknownModulesAndTheHeadAreRefused() {
        for (int seed = 0; seed < 8; seed++) {
            OpGraph other = DecoderGraph.forward(TinyDecoder.config(new SplittableRandom(seed), Family.LLAMA));
            for (String module : Set.of("lm_head", "model.layers.9.mlp.up_proj", "model.embed_tokens")) {
                Exception error = assertThrows(
                        IllegalArgumentException.class,
                        () -> Bypasses.apply(other, List.of(site(module, Optional.empty())), List.of(), 0));
                assertTrue(error.getMessage().contains("[" + module + "]"), error.getMessage());
                assertTrue(error.getMessage().contains(DOWN), error.getMessage());
            }
        }
    }

    @Test
    void allKindsAtOneLinearStandInOrder() {
        List<BypassSite> pairs = List.of(
                new BypassSite(DOWN, BypassSite.Form.BOTTLENECK, 5, 5, 2, Optional.empty()),
                site(DOWN, Optional.empty()));
        List<RescaleSite> vectors = List.of(
                new RescaleSite(DOWN, RescaleSite.Side.OUTPUT, 5, Optional.empty()),
                new RescaleSite(DOWN, RescaleSite.Side.INPUT, 3, Optional.empty()));
        OpGraph edited = Bypasses.apply(graph, pairs, vectors, 0);
        List<String> kinds = edited.nodes().stream()
                .dropWhile(node -> !(node.op() instanceof Op.Rescale))
                .takeWhile(node -> !(node.op() instanceof Op.Add))
                .map(node -> node.op().getClass().getSimpleName())
                .toList();
        assertEquals(
                List.of(
                        "Rescale",
                        "Linear",
                        "LoraShrink",
                        "LoraExpand",
                        "Rescale",
                        "LoraShrink",
                        "Relu",
                        "BottleneckExpand"),
                kinds);
    }

    private static Stream<Node> readers(OpGraph graph, Tensor tensor) {
        return graph.nodes().stream().filter(node -> node.inputs().contains(tensor));
    }

    private static Tensor outputOf(OpGraph graph, String module) {
        return graph.nodes().stream()
                .filter(node -> node.op() instanceof Op.Linear linear
                        && linear.weight().name().equals(module + ".weight"))
                .findFirst()
                .orElseThrow()
                .output(0);
    }
}
