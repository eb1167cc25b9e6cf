package dev.braid.model.pass;

import dev.braid.model.graph.Node;
import dev.braid.model.graph.Op;
import dev.braid.model.graph.OpGraph;
import dev.braid.model.graph.Tensor;
import dev.braid.model.program.Instruction;
import dev.braid.model.program.Place;
import dev.braid.model.program.Program;
import dev.braid.model.program.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lowers a forward graph and, for training, its pruned reverse-mode graph to a {@link Program}: decides which forward
 * tensors are saved (exactly those that a training segment reads and does not compute itself) and gives every tensor a
 * place.
 */
public final class Lower {
    private final OpGraph forward;
    private final List<Node> trainingNodes;
    private final Map<Tensor, Place.Saved> saved = new LinkedHashMap<>();
    private final Map<Tensor, Integer> producedIn = new HashMap<>();
    private final Set<Tensor> statistics = new HashSet<>();
    /** The lowest block that reads a tensor, of the training nodes. */
    private final Map<Tensor, Integer> lowestReader = new HashMap<>();

    private Lower(OpGraph forward, List<Node> trainingNodes) {
        this.forward = forward;
        this.trainingNodes = trainingNodes;
        for (Node node : trainingNodes) {
            node.inputs().forEach(input -> lowestReader.merge(input, node.block(), Math::min));
        }
        for (Node node : forward.nodes()) {
            for (int i = 0; i < node.outputs().size(); i++) {
                if (node.op().statistic(i)) {
                    statistics.add(node.output(i));
                }
            }
        }
    }

    /** A program that only infers. */
    public static Program inference(OpGraph forward) {
        return new Lower(forward, List.of()).program();
    }

    /**
     * A program that infers and trains.
     *
     * @param forward ends in logits
     * @param training {@code forward} with the loss, differentiated, pruned, and with what is computed again
     */
    public static Program training(OpGraph forward, OpGraph training) {
        return new Lower(forward, Rematerialise.trainingNodes(forward, training)).program();
    }

    private Program program() {
        List<Node> body = forward.nodes().stream()
                .filter(node -> node.block() < forward.head())
                .toList();
        List<Node> head = forward.nodes().stream()
                .filter(node -> node.block() == forward.head())
                .toList();
        body.forEach(node -> node.outputs().forEach(t -> producedIn.put(t, node.block())));
        Tensor residual = head.get(0).input(0);
        findSaved();
        Placement bodyPlaces = new Placement(body, Map.of(), Set.of(residual), Placement.Adds.FRESH);
        Placement logitPlaces = new Placement(head, Map.of(), Set.of(), Placement.Adds.FRESH);
        Slots headSlots = new Slots();
        Place.Slot headInput = logitPlaces.input(residual, headSlots);
        logitPlaces.assign(headSlots);
        Slots bodySlots = new Slots();
        bodyPlaces.assign(bodySlots);
        Segment logits = new Segment(forward.head(), instructions(head, logitPlaces));
        Program.Training training = training(headSlots);
        return new Program(
                forwardSegments(body, bodyPlaces),
                bodySlots.widths(),
                (Place.Slot) bodyPlaces.place(residual),
                logits,
                headSlots.widths(),
                headInput,
                training);
    }

    private void findSaved() {
        for (Node node : trainingNodes) {
            for (Tensor input : node.inputs()) {
                if (producedIn.containsKey(input)) {
                    saved.computeIfAbsent(input, t -> new Place.Saved(saved.size()));
                }
            }
        }
    }

    private List<Segment> forwardSegments(List<Node> body, Placement places) {
        Map<Integer, List<Instruction>> blocks = new TreeMap<>();
        for (Node node : body) {
            List<Instruction> block = blocks.computeIfAbsent(node.block(), b -> new ArrayList<>());
            block.add(places.compute(node));
            for (Tensor output : node.outputs()) {
                if (saved.containsKey(output)) {
                    block.add(new Instruction.Save((Place.Slot) places.place(output), saved.get(output)));
                }
            }
        }
        return segments(blocks);
    }

    private Program.Training training(Slots headSlots) {
        Map<Integer, List<Node>> blocks = new TreeMap<>(Comparator.reverseOrder());
        trainingNodes.forEach(node ->
                blocks.computeIfAbsent(node.block(), b -> new ArrayList<>()).add(node));
        Slots backwardSlots = new Slots();
        List<Segment> backward = new ArrayList<>();
        List<Segment> loss = new ArrayList<>();
        blocks.forEach((block, nodes) -> {
            Slots slots = block == forward.head() ? headSlots : backwardSlots;
            backward.add(trainingSegment(block, nodes, slots));
            if (block == forward.head()) {
                loss.add(trainingSegment(block, throughLoss(nodes), slots));
            }
        });
        List<Program.SavedTensor> kept = saved.keySet().stream()
                .map(t -> new Program.SavedTensor(t.name(), producedIn.get(t), t.width(), content(t)))
                .toList();
        return new Program.Training(kept, loss, backward, backwardSlots.widths());
    }

    private Program.Content content(Tensor tensor) {
        return statistics.contains(tensor) ? Program.Content.STATISTIC : Program.Content.ACTIVATION;
    }

    private Segment trainingSegment(int block, List<Node> nodes, Slots slots) {
        Map<Tensor, Place> given = new HashMap<>(saved);
        Set<Tensor> produced = new HashSet<>();
        nodes.forEach(node -> produced.addAll(node.outputs()));
        for (Node node : nodes) {
            for (Tensor input : node.inputs()) {
                if (!produced.contains(input) && !saved.containsKey(input)) {
                    given.put(input, new Place.GradientStream());
                }
            }
            if (node.op() instanceof Op.AttentionGrad) {
                given.put(node.output(1), new Place.KeyGradient());
                given.put(node.output(2), new Place.ValueGradient());
            }
        }
        produced.stream()
                .filter(t -> lowestReader.getOrDefault(t, block) < block)
                .forEach(t -> given.put(t, new Place.GradientStream()));
        Set<Tensor> losses = new HashSet<>();
        nodes.stream().filter(node -> node.op() instanceof Op.CrossEntropy).forEach(node -> losses.add(node.output(1)));
        Placement places = new Placement(nodes, given, losses, Placement.Adds.IN_PLACE_WHERE_POSSIBLE);
        places.assign(slots);
        return new Segment(block, instructions(nodes, places));
    }

    private static List<Node> throughLoss(List<Node> head) {
        List<Node> nodes = new ArrayList<>();
        for (Node node : head) {
            nodes.add(node);
            if (node.op() instanceof Op.CrossEntropy) {
                return nodes;
            }
        }
        throw new IllegalArgumentException("the head of a training graph has no loss");
    }

    private static List<Instruction> instructions(List<Node> nodes, Placement places) {
        return nodes.stream().<Instruction>map(places::compute).toList();
    }

    private static List<Segment> segments(Map<Integer, List<Instruction>> blocks) {
        return blocks.entrySet().stream()
                .map(entry -> new Segment(entry.getKey(), entry.getValue()))
                .toList();
    }
}
