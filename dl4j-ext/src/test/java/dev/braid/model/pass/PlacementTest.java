package dev.braid.model.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.Tensor;
import dev.braid.model.program.Place;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private final Tensor a = new Tensor(0, "a", 4);
    private final Tensor b = new Tensor(1, "b", 4);
    private final Tensor c = new Tensor(2, "c", 4);
    private final Tensor d = new Tensor(3, "d", 4);
    private final Node makeA = node(new Op.Zero(), List.of(), a);
    private final Node makeB = node(new Op.Zero(), List.of(), b);

    private static Node node(Op op, List<Tensor> inputs, Tensor output) {
        return new Node(op, inputs, List.of(output), 0);
    }

    private static Placement placed(List<Node> nodes, Set<Tensor> kept, Placement.Adds adds) {
        Placement placement = new Placement(nodes, Map.of(), kept, adds);
        placement.assign(new Slots());
        return placement;
    }

    @Test
    void deadTensorsLeaveTheirMemory() {
        List<Node> nodes =
                List.of(makeA, makeB, node(new Op.Add(), List.of(a, b), c), node(new Op.SwiGlu(), List.of(c, c), d));
        Slots slots = new Slots();
        Placement placement = new Placement(nodes, Map.of(), Set.of(d), Placement.Adds.FRESH);
        placement.assign(slots);
        assertEquals(3, slots.widths().size());
        assertTrue(Set.of(placement.place(a), placement.place(b)).contains(placement.place(d)));
    }

    @Test
    void sumsOverwriteTheirFirstOperandOnlyWhenItIsDead() {
        Node sum = node(new Op.Add(), List.of(a, b), c);
        Placement dead = placed(List.of(makeA, makeB, sum), Set.of(c), Placement.Adds.IN_PLACE_WHERE_POSSIBLE);
        assertEquals(dead.place(a), dead.place(c));
        Node reader = node(new Op.SwiGlu(), List.of(a, c), d);
        Placement read = placed(List.of(makeA, makeB, sum, reader), Set.of(d), Placement.Adds.IN_PLACE_WHERE_POSSIBLE);
        assertTrue(!read.place(a).equals(read.place(c)));
    }

    @Test
    void sumsNeverOverwriteASavedOperand() {
        List<Node> nodes = List.of(makeB, node(new Op.Add(), List.of(a, b), c));
        Map<Tensor, Place> saved = Map.of(a, new Place.Saved(0));
        Placement placement = new Placement(nodes, saved, Set.of(c), Placement.Adds.IN_PLACE_WHERE_POSSIBLE);
        placement.assign(new Slots());
        assertEquals(new Place.Saved(0), placement.place(a));
        assertTrue(!placement.place(a).equals(placement.place(c)));
    }

    @Test
    void readingWhatWasOverwrittenIsRefused() {
        List<Node> nodes = List.of(makeA, node(new Op.Rope(2), List.of(a), b), node(new Op.SwiGlu(), List.of(a, b), c));
        Exception error =
                assertThrows(IllegalStateException.class, () -> placed(nodes, Set.of(c), Placement.Adds.FRESH));
        assertTrue(
                error.getMessage().contains("reads a#0[4] from Slot[index=0], which holds b#1[4]"), error::getMessage);
    }

    @Test
    void losingWhatMustBeKeptIsRefused() {
        List<Node> nodes = List.of(makeA, node(new Op.Rope(2), List.of(a), b));
        Exception error =
                assertThrows(IllegalStateException.class, () -> placed(nodes, Set.of(a, b), Placement.Adds.FRESH));
        assertTrue(error.getMessage().contains("a#0[4] does not survive in Slot[index=0]"), error::getMessage);
    }

    @Test
    void oneMemoryInTwoPlacesIsRefused() {
        List<Node> nodes = List.of(makeA, node(new Op.Rope(2), List.of(a), b));
        Map<Tensor, Place> given = Map.of(a, new Place.Saved(0), b, new Place.GradientStream());
        Exception error = assertThrows(
                IllegalStateException.class, () -> new Placement(nodes, given, Set.of(), Placement.Adds.FRESH));
        assertTrue(error.getMessage().contains("shares memory that must be both"), error::getMessage);
    }

    @Test
    void overwritingASavedTensorIsRefused() {
        // A saved tensor that a segment both overwrites and reads again.
        List<Node> nodes = List.of(node(new Op.Rope(2), List.of(a), b), node(new Op.SwiGlu(), List.of(a, b), c));
        Placement placement = new Placement(nodes, Map.of(a, new Place.Saved(0)), Set.of(), Placement.Adds.FRESH);
        assertThrows(IllegalStateException.class, () -> placement.assign(new Slots()));
    }
}
