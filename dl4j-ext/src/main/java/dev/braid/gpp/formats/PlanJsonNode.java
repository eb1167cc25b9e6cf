package dev.braid.gpp.formats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.gpp.cost.CostGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A value of a plan file that knows where it is. Its readers throw {@link IllegalArgumentException} with that place, the
 * value and what it must be.
 */
record PlanJsonNode(String place, JsonNode value) {
    PlanJsonNode field(String name) {
        if (!value.isObject()) {
            throw must("an object");
        }
        return new PlanJsonNode(place.isEmpty() ? name : place + "." + name, value.path(name));
    }

    boolean has(String name) {
        return value.has(name);
    }

    <T> List<T> items(Function<PlanJsonNode, T> item) {
        if (!value.isArray()) {
            throw must("a list");
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            items.add(item.apply(new PlanJsonNode(place + "[" + i + "]", value.get(i))));
        }
        return items;
    }

    String text() {
        if (!value.isTextual()) {
            throw must("text");
        }
        return value.textValue();
    }

    int integer() {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw must("an integer of 32 bits");
        }
        return value.intValue();
    }

    double number() {
        if (!value.isNumber() || !(value.doubleValue() >= 0) || Double.isInfinite(value.doubleValue())) {
            throw must("a number of at least 0");
        }
        return value.doubleValue();
    }

    boolean flag() {
        if (!value.isBoolean()) {
            throw must("true or false");
        }
        return value.booleanValue();
    }

    /** The number of the operator with this id. */
    int operator(CostGraph graph) {
        try {
            return graph.number(text());
        } catch (IllegalArgumentException e) {
            throw value.isTextual() ? new IllegalArgumentException(place + ": " + e.getMessage(), e) : e;
        }
    }

    private IllegalArgumentException must(String be) {
        String shown = value.isMissingNode() ? "missing" : value.toString();
        return new IllegalArgumentException(
                (place.isEmpty() ? "the file" : place) + " is " + shown + ", must be " + be);
    }
}
