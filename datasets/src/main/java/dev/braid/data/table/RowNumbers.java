package dev.braid.data.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.data.row.RowException;
import java.util.List;
import java.util.Locale;

/** Makes the numbers of a row from its fields. What is missing or no finite number is a {@link RowException}. */
public final class RowNumbers {
    private final List<TensorColumns> tensors;
    private final int width;

    public RowNumbers(List<TensorColumns> tensors) {
        this.tensors = List.copyOf(tensors);
        this.width = tensors.stream().mapToInt(TensorColumns::width).sum();
    }

    /** All tensors of a row, one after another. */
    public float[] of(JsonNode row) {
        float[] numbers = new float[width];
        int at = 0;
        for (TensorColumns tensor : tensors) {
            int end = at + tensor.width();
            for (Column column : tensor.columns()) {
                at = put(tensor, column, row.path(column.name()), numbers, at, end);
            }
            if (at != end) {
                throw wrongWidth(tensor, tensor.width() - (end - at));
            }
        }
        return numbers;
    }

    private static int put(TensorColumns tensor, Column column, JsonNode value, float[] numbers, int at, int end) {
        if (column.classes() > 0) {
            if (at + column.classes() > end) {
                throw wrongWidth(tensor, column.classes());
            }
            double index = number(column, value);
            if (index != Math.rint(index) || index < 0 || index >= column.classes()) {
                throw new RowException("column '" + column.name() + "' is " + value.asText()
                        + ", must be the number of a class from 0 to " + (column.classes() - 1));
            }
            numbers[at + (int) index] = 1;
            return at + column.classes();
        }
        if (value.isArray()) {
            int next = at;
            for (JsonNode element : value) {
                next = put(tensor, column, element, numbers, next, end);
            }
            return next;
        }
        if (at >= end) {
            throw new RowException("'" + tensor.tensor() + "' takes " + tensor.width()
                    + " numbers, but its columns have" + " more, from '" + column.name() + "' on");
        }
        numbers[at] = (float) number(column, value);
        return at + 1;
    }

    private static RowException wrongWidth(TensorColumns tensor, int found) {
        return new RowException(
                "'" + tensor.tensor() + "' takes " + tensor.width() + " numbers, but its columns have " + found);
    }

    private static double number(Column column, JsonNode value) {
        double number = switch (value.getNodeType()) {
            case NUMBER -> value.doubleValue();
            case BOOLEAN -> value.booleanValue() ? 1 : 0;
            case STRING -> parse(column, value.textValue());
            case NULL, MISSING -> throw new RowException("column '" + column.name() + "' is missing");
            default ->
                throw new RowException("column '" + column.name() + "' is of type "
                        + value.getNodeType().name().toLowerCase(Locale.ROOT) + ", must be a number");
        };
        if (!Double.isFinite(number) || !Float.isFinite((float) number)) {
            throw new RowException("column '" + column.name() + "' is " + value.asText() + ", must be a finite number");
        }
        return number;
    }

    private static double parse(Column column, String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new RowException("column '" + column.name() + "' is '" + text + "', must be a number");
        }
    }
}
