package dev.braid.dl4j.stage;

import dev.braid.stage.ElementType;
import dev.braid.stage.ParameterState;
import dev.braid.stage.StageState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Parameters and updater state of a graph by name. DL4J keeps all parameters in one flat array, and for each run of
 * parameters with equal updaters (a block) the slots of the update rule one after the other, each over the whole block;
 * here each parameter has its own piece of both, so that graphs with other blocks can take it.
 */
final class GraphState {
    /** A parameter's place in the flat array. */
    private record Piece(String name, long from, long length) {}

    /** A slot of the update rule over a block. */
    private record Slot(String name, long blockFrom, long blockLength, INDArray values) {}

    private final ComputationGraph graph;
    private final ElementType type;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();

    private GraphState(ComputationGraph graph) {
        this.graph = graph;
        this.type = graph.getConfiguration().getDataType() == DataType.DOUBLE ? ElementType.DOUBLE : ElementType.FLOAT;
        graph.paramTable().forEach((name, view) -> pieces.add(new Piece(name, view.offset(), view.length())));
        pieces.sort(Comparator.comparingLong(Piece::from));
        if (graph.numParams() > 0) {
            graph.getUpdater(true).getUpdaterBlocks().forEach(this::addSlots);
        }
    }

    private void addSlots(UpdaterBlock block) {
        INDArray view = block.getUpdaterView();
        if (view == null || view.length() == 0) {
            return;
        }
        long from = block.getParamOffsetStart();
        long length = block.getParamOffsetEnd() - from;
        INDArray flat = view.reshape(view.length());
        List<String> names = names(block, (int) (view.length() / length));
        for (int i = 0; i < names.size(); i++) {
            INDArray values = flat.get(NDArrayIndex.interval(i * length, (i + 1) * length));
            slots.add(new Slot(names.get(i), from, length, values));
        }
    }

    /** The update rule's own names of its slots, in the order in which they lie in the view. */
    private static List<String> names(UpdaterBlock block, int count) {
        Map<String, INDArray> state = new HashMap<>();
        block.getGradientUpdater().getState().forEach((name, array) -> state.put((String) name, (INDArray) array));
        if (state.size() != count) {
            throw new IllegalStateException("the updater "
                    + block.getGradientUpdater().getConfig() + " has the slots " + state.keySet() + ", but room for "
                    + count);
        }
        return state.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().offset()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A copy. */
    static StageState read(ComputationGraph graph) {
        return new GraphState(graph).read();
    }

    private StageState read() {
        List<ParameterState> parameters = new ArrayList<>();
        for (Piece piece : pieces) {
            Map<String, ByteBuffer> updater = new LinkedHashMap<>();
            for (Slot slot : slots) {
                if (holds(slot, piece)) {
                    updater.put(slot.name(), copy(slot.values(), piece.from() - slot.blockFrom(), piece.length()));
                }
            }
            ByteBuffer weights = copy(graph.params(), piece.from(), piece.length());
            parameters.add(new ParameterState(piece.name(), type, weights, updater));
        }
        return new StageState(parameters);
    }

    private static boolean holds(Slot slot, Piece piece) {
        return piece.from() >= slot.blockFrom() && piece.from() < slot.blockFrom() + slot.blockLength();
    }

    private ByteBuffer copy(INDArray flat, long from, long length) {
        ByteBuffer copy = ByteBuffer.allocateDirect(Math.toIntExact(length * type.bytes()))
                .order(ByteOrder.nativeOrder());
        Tensors.over(copy, type, length).assign(part(flat, from, length));
        return copy;
    }

    private static INDArray part(INDArray flat, long from, long length) {
        return flat.reshape(flat.length()).get(NDArrayIndex.interval(from, from + length));
    }

    /**
     * Puts a state into a graph; the state may hold more.
     *
     * @throws IllegalArgumentException naming a parameter or slot that is missing or has another size
     */
    static void write(ComputationGraph graph, StageState state) {
        new GraphState(graph).write(state);
    }

    private void write(StageState state) {
        Map<String, ParameterState> byName = new HashMap<>();
        state.parameters().forEach(parameter -> byName.put(parameter.name(), parameter));
        for (Piece piece : pieces) {
            ParameterState parameter = byName.get(piece.name());
            if (parameter == null) {
                throw new IllegalArgumentException(
                        "the state has no parameter " + piece.name() + "; it is of another" + " model");
            }
            put(piece, "weights", parameter.weights(), graph.params(), piece.from());
            for (Slot slot : slots) {
                if (holds(slot, piece)) {
                    ByteBuffer values = parameter.updater().get(slot.name());
                    if (values == null) {
                        throw new IllegalArgumentException("the state of parameter " + piece.name() + " has no slot "
                                + slot.name() + ", only " + parameter.updater().keySet()
                                + "; it was trained with another updater");
                    }
                    put(piece, "slot " + slot.name(), values, slot.values(), piece.from() - slot.blockFrom());
                }
            }
        }
    }

    private void put(Piece piece, String what, ByteBuffer values, INDArray flat, long from) {
        long bytes = piece.length() * type.bytes();
        if (values.remaining() != bytes) {
            throw new IllegalArgumentException("the state's " + what + " of parameter " + piece.name() + " has "
                    + values.remaining() + " bytes, but " + bytes + " are needed; it is of another model");
        }
        part(flat, from, piece.length()).assign(Tensors.over(values, type, piece.length()));
    }
}
