package dev.braid.data.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns that make up one tensor, one after another.
 *
 * @param tensor name of an input or a label
 * @param width numbers of a row
 */
public record TensorColumns(String tensor, int width, List<Column> columns) implements Serializable {
    private static final Pattern RANGE = Pattern.compile("(.*?)(\\d+)\\.\\.\\1(\\d+)");
    private static final Pattern ONE_HOT = Pattern.compile("(.+):onehot\\((\\d+)\\)");
    private static final int MOST_IN_RANGE = 1 << 20;

    public TensorColumns {
        columns = List.copyOf(columns);
    }

    /**
     * Reads {@code TENSOR=COLUMN,COLUMN;TENSOR=...}, where a column is a name, a range {@code x0..x63}, or {@code
     * NAME:onehot(CLASSES)}. Every tensor of {@code widths} must be there, and no other.
     *
     * @param widths numbers of a row by tensor, in the order that rows are to have
     * @throws IllegalArgumentException naming the tensor or the column and what to write
     */
    public static List<TensorColumns> parse(String text, Map<String, Integer> widths) {
        Map<String, List<Column>> given = new LinkedHashMap<>();
        for (String part : text.split(";")) {
            int equals = part.indexOf('=');
            String tensor = equals < 0 ? "" : part.substring(0, equals).strip();
            if (tensor.isEmpty() || given.put(tensor, columns(tensor, part.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("'" + part + "' must be TENSOR=COLUMN,COLUMN with each tensor once");
            }
        }
        for (String tensor : given.keySet()) {
            if (!widths.containsKey(tensor)) {
                throw new IllegalArgumentException("'" + tensor + "' is no input and no label of the model; it has "
                        + String.join(", ", widths.keySet()));
            }
        }
        List<TensorColumns> tensors = new ArrayList<>();
        widths.forEach((tensor, width) -> {
            List<Column> columns = given.get(tensor);
            if (columns == null) {
                throw new IllegalArgumentException("'" + tensor + "', which takes " + width
                        + " numbers, has no columns; add " + tensor + "=COLUMN,...");
            }
            tensors.add(new TensorColumns(tensor, width, columns));
        });
        return tensors;
    }

    private static List<Column> columns(String tensor, String text) {
        List<Column> columns = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            String name = item.strip();
            Matcher range = RANGE.matcher(name);
            Matcher oneHot = ONE_HOT.matcher(name);
            if (name.isEmpty()) {
                throw new IllegalArgumentException("the columns of '" + tensor + "' have an empty name: " + text);
            } else if (range.matches()) {
                range(tensor, range, columns);
            } else if (oneHot.matches()) {
                columns.add(new Column(oneHot.group(1), Integer.parseInt(oneHot.group(2))));
            } else {
                columns.add(new Column(name, 0));
            }
        }
        return columns;
    }

    private static void range(String tensor, Matcher range, List<Column> columns) {
        long from = Long.parseLong(range.group(2));
        long to = Long.parseLong(range.group(3));
        if (to < from || to - from >= MOST_IN_RANGE) {
            throw new IllegalArgumentException("the columns of '" + tensor + "' have the range " + range.group()
                    + ", must go up and hold at most " + MOST_IN_RANGE);
        }
        for (long i = from; i <= to; i++) {
            columns.add(new Column(range.group(1) + i, 0));
        }
    }
}
