package dev.braid.model.pass;

import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.Tensor;
import dev.braid.model.program.Instruction;
import dev.braid.model.program.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives every tensor of a list of nodes a place: given ones keep theirs, tensors that overwrite one another share, the
 * rest get workspace slots by live range.
 */
final class Placement {
    /** Whether a sum may take the memory of its first operand when that is not saved and nobody reads it later. */
    enum Adds {
        FRESH,
        IN_PLACE_WHERE_POSSIBLE
    }

    private final List<Node> nodes;
    private final Set<Tensor> keptToEnd;
    private final Map<Tensor, Tensor> root = new HashMap<>();
    private final Map<Tensor, Place> places = new HashMap<>();
    private final Map<Tensor, Integer> lastUse = new HashMap<>();
    private final Map<Tensor, Place> initial = new HashMap<>();

    /**
     * @param given places that are decided already
     * @param keptToEnd tensors that outlive the nodes
     */
    Placement(List<Node> nodes, Map<Tensor, Place> given, Set<Tensor> keptToEnd, Adds adds) {
        this.nodes = nodes;
        this.keptToEnd = keptToEnd;
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (overwritesFirstInput(node, i, adds, given)) {
                root.put(node.output(0), rootOf(node.input(0)));
            }
        }
        Set<Tensor> produced = new HashSet<>();
        nodes.forEach(node -> produced.addAll(node.outputs()));
        given.forEach((tensor, place) -> {
            if (!produced.contains(tensor)) {
                initial.put(tensor, place);
            }
            decide(tensor, place);
        });
        for (int i = 0; i < nodes.size(); i++) {
            for (Tensor tensor : nodes.get(i).inputs()) {
                lastUse.put(rootOf(tensor), i);
            }
        }
        keptToEnd.forEach(tensor -> lastUse.put(rootOf(tensor), Integer.MAX_VALUE));
    }

    private boolean overwritesFirstInput(Node node, int index, Adds adds, Map<Tensor, Place> given) {
        if (node.op().aliasing() == Op.Aliasing.IN_PLACE) {
            return true;
        }
        return node.op() instanceof Op.Add
                && adds == Adds.IN_PLACE_WHERE_POSSIBLE
                && !(given.get(node.input(0)) instanceof Place.Saved)
                && nodes.subList(index + 1, nodes.size()).stream()
                        .noneMatch(later -> later.inputs().contains(node.input(0)));
    }

    private void decide(Tensor tensor, Place place) {
        Place before = places.put(rootOf(tensor), place);
        if (before != null && !before.equals(place)) {
            throw new IllegalStateException(tensor + " shares memory that must be both " + before + " and " + place);
        }
    }

    private Tensor rootOf(Tensor tensor) {
        Tensor up = root.get(tensor);
        return up == null ? tensor : rootOf(up);
    }

    /** A slot for a tensor that the caller provides. */
    Place.Slot input(Tensor tensor, Slots slots) {
        Place.Slot slot = new Place.Slot(slots.take(tensor.width()));
        places.put(rootOf(tensor), slot);
        initial.put(tensor, slot);
        return slot;
    }

    /** Assigns slots by live range, leaves those that are not kept free for the next pass, and checks the result. */
    void assign(Slots slots) {
        for (int i = 0; i < nodes.size(); i++) {
            List<Integer> unread = new ArrayList<>();
            for (Tensor output : nodes.get(i).outputs()) {
                Tensor tensor = rootOf(output);
                if (!places.containsKey(tensor)) {
                    int slot = slots.take(tensor.width());
                    places.put(tensor, new Place.Slot(slot));
                    if (!lastUse.containsKey(tensor)) {
                        unread.add(slot);
                    }
                }
            }
            unread.forEach(slots::release);
            releaseDead(i, slots);
        }
        check();
    }

    private void releaseDead(int index, Slots slots) {
        Set<Tensor> dead = new HashSet<>();
        for (Tensor input : nodes.get(index).inputs()) {
            if (lastUse.get(rootOf(input)) == index) {
                dead.add(rootOf(input));
            }
        }
        for (Tensor tensor : dead) {
            if (places.get(tensor) instanceof Place.Slot slot) {
                slots.release(slot.index());
            }
        }
    }

    /** Runs the nodes on names: what a node reads must still be what stands in its place. */
    private void check() {
        Map<Place, Tensor> content = new HashMap<>();
        initial.forEach((tensor, place) -> content.put(place, tensor));
        for (Node node : nodes) {
            for (Tensor input : node.inputs()) {
                if (!input.equals(content.get(place(input)))) {
                    throw new IllegalStateException(node.op() + " of block " + node.block() + " reads " + input
                            + " from " + place(input) + ", which holds " + content.get(place(input)));
                }
            }
            node.outputs().forEach(output -> content.put(place(output), output));
        }
        for (Tensor tensor : keptToEnd) {
            if (!tensor.equals(content.get(place(tensor)))) {
                throw new IllegalStateException(tensor + " does not survive in " + place(tensor));
            }
        }
    }

    Place place(Tensor tensor) {
        return places.get(rootOf(tensor));
    }

    Instruction.Compute compute(Node node) {
        return new Instruction.Compute(
                node.op(),
                node.inputs().stream().map(this::place).toList(),
                node.outputs().stream().map(this::place).toList());
    }
}
