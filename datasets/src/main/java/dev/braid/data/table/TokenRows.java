package dev.braid.data.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.data.row.RowException;
import dev.braid.data.text.SpecialTokens;
import dev.braid.data.text.Tokenizer;
import dev.braid.data.text.TokenizerFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Texts for a language model: the tokens of all texts of a partition, each with its start and its end token where the
 * tokenizer has such, one after another and cut into windows of {@code steps}. A window's labels are the tokens that come
 * next. What is left at a partition's end and fills no window is left out.
 *
 * @param column that holds the text
 * @param input tensor of the tokens
 * @param label tensor of the tokens that come next
 */
public record TokenRows(TokenizerFolder tokenizer, String column, int steps, String input, String label)
        implements TableRows {
    public TokenRows {
        if (column.isBlank() || steps < 1) {
            throw new IllegalArgumentException("column '" + column + "' in windows of " + steps
                    + " tokens; name a column, and let windows have at least 1");
        }
    }

    @Override
    public List<TensorColumns> tensors() {
        List<Column> text = List.of(new Column(column, 0));
        return List.of(new TensorColumns(input, steps, text), new TensorColumns(label, steps, text));
    }

    @Override
    public String identity() {
        return "tokens of " + tensors() + tokenizer.fingerprint();
    }

    @Override
    public Maker open() {
        return new Windows(this, new Tokenizer(tokenizer));
    }

    /** The tokens that have filled no window yet. */
    private static final class Windows implements Maker {
        private final TokenRows rows;
        private final Tokenizer tokenizer;
        private final List<Integer> waiting = new ArrayList<>();

        Windows(TokenRows rows, Tokenizer tokenizer) {
            this.rows = rows;
            this.tokenizer = tokenizer;
        }

        @Override
        public void take(JsonNode row, Sink sink) throws IOException {
            for (int id : tokenizer.encode(text(row.path(rows.column)), SpecialTokens.ADD)) {
                waiting.add(id);
            }
            tokenizer.endToken().ifPresent(waiting::add);
            int from = 0;
            // The last label of a window is the first token of the next one.
            for (; from + rows.steps < waiting.size(); from += rows.steps) {
                sink.put(window(from));
            }
            waiting.subList(0, from).clear();
        }

        private String text(JsonNode value) {
            if (!value.isTextual()) {
                throw new RowException("column '" + rows.column + "' is "
                        + value.getNodeType().name().toLowerCase(Locale.ROOT) + ", must be a text");
            }
            return value.textValue();
        }

        private float[] window(int from) {
            float[] numbers = new float[2 * rows.steps];
            for (int i = 0; i < rows.steps; i++) {
                numbers[i] = waiting.get(from + i);
                numbers[rows.steps + i] = waiting.get(from + i + 1);
            }
            return numbers;
        }

        @Override
        public void close() {
            tokenizer.close();
        }
    }
}
