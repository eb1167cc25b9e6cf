package dev.braid.gpp.formats;

import static dev.braid.gpp.formats.BraidKeys.*;

import dev.braid.gpp.cost.CostGraph;
import dev.braid.gpp.cost.Edge;
import dev.braid.gpp.cost.Operator;
import dev.braid.gpp.cost.Training;
import dev.braid.gpp.cost.Work;
import dev.braid.gpp.text.Nearest;
import dev.braid.gpp.text.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads Braid's own JSON; docs/planner.md describes it. */
final class BraidReader {
    private static final double ADAM = 4;

    private final Set<String> ids = new HashSet<>();

    private BraidReader() {}

    static BraidGraph read(JsonValue root) {
        root.only(FILE);
        CostGraph graph = new BraidReader().graph(root);
        return new BraidGraph(
                graph,
                root.find(DEVICES).map(devices -> new DevicesReader(devices, graph).read()),
                root.find(TRAINING).map(BraidReader::training));
    }

    private CostGraph graph(JsonValue root) {
        List<Operator> operators = new ArrayList<>();
        root.get(OPERATORS).elements().forEach(operator -> operators.add(operator(operator)));
        List<Edge> edges = new ArrayList<>();
        root.get(EDGES).elements().forEach(edge -> edges.add(edge(edge)));
        return root.build(() -> new CostGraph(operators, edges));
    }

    private Operator operator(JsonValue value) {
        value.only(OPERATOR);
        String id = value.get(ID).text();
        if (!ids.add(id)) {
            throw value.get(ID).refuse("is \"" + id + "\", which an earlier operator has; ids must differ");
        }
        double parameters = value.quantity(PARAMETER_BYTES, Quantity.BYTES, 0);
        Backward backward = Backward.read(value, parameters);
        return value.build(() -> new Operator(
                id,
                WorkReader.read(value.get(FORWARD)),
                backward.inputs(),
                backward.weights(),
                parameters,
                value.quantity(SAVED_BYTES, Quantity.BYTES, 0)));
    }

    private Edge edge(JsonValue value) {
        value.only(EDGE);
        return value.build(() -> new Edge(
                end(value.get(FROM)), end(value.get(TO)), value.get(BYTES).quantity(Quantity.BYTES)));
    }

    private String end(JsonValue value) {
        String id = value.text();
        if (!ids.contains(id)) {
            throw value.refuse("is \"" + id + "\", but no operator has this id"
                    + (ids.isEmpty() ? "" : "; did you mean \"" + Nearest.to(id, ids) + "\"?"));
        }
        return id;
    }

    private static Training training(JsonValue value) {
        value.only(TRAIN);
        return value.build(() -> new Training(
                value.get(MINI_BATCH).integer(),
                value.find(STATE_FACTOR).map(JsonValue::number).orElse(ADAM)));
    }

    /** The backward of an operator, whole or in its two parts. */
    private record Backward(Work inputs, Work weights) {
        static Backward read(JsonValue operator, double parameters) {
            if (operator.find(BACKWARD).isEmpty()) {
                return new Backward(part(operator, INPUT_GRADIENT), part(operator, WEIGHT_GRADIENT));
            }
            if (operator.find(INPUT_GRADIENT)
                    .or(() -> operator.find(WEIGHT_GRADIENT))
                    .isPresent()) {
                throw operator.refuse("has \"backward\" and a part of it; give the whole, or \"input_gradient\" and "
                        + "\"weight_gradient\"");
            }
            Work whole = WorkReader.read(operator.get(BACKWARD));
            Work half = WorkReader.half(whole);
            return parameters > 0 ? new Backward(half, half) : new Backward(whole, Work.NONE);
        }

        private static Work part(JsonValue operator, String key) {
            return operator.find(key).map(WorkReader::read).orElse(Work.NONE);
        }
    }
}
