package dev.braid.data.row;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * JSON files: one list of objects, or objects one after another. Broken JSON hides where the next row begins, so it ends the
 * reading with an error that names the line.
 */
final class JsonReader implements RowReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RowParser parser;

    JsonReader(RowParser parser) {
        this.parser = parser;
    }

    @Override
    public Iterator<RawRow> read(InputStream in) {
        return new Elements(open(in));
    }

    private static JsonParser open(InputStream in) {
        try {
            return JSON.getFactory().createParser(in);
        } catch (IOException e) {
            throw new RowException("not a JSON file: " + e.getMessage());
        }
    }

    /** The objects of one file. One owner. */
    private final class Elements implements Iterator<RawRow> {
        private final JsonParser tokens;
        private JsonToken next;

        Elements(JsonParser tokens) {
            this.tokens = tokens;
            advance();
            if (next == JsonToken.START_ARRAY) {
                advance();
            }
        }

        @Override
        public boolean hasNext() {
            while (next == JsonToken.END_ARRAY) {
                advance();
            }
            return next != null;
        }

        @Override
        public RawRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no more rows");
            }
            long line = tokens.currentTokenLocation().getLineNr();
            try {
                JsonNode row = JSON.readTree(tokens);
                advance();
                return new RawRow(line, row.toString(), () -> parser.parse(row));
            } catch (IOException e) {
                throw broken(e);
            }
        }

        private void advance() {
            try {
                next = tokens.nextToken();
            } catch (IOException e) {
                throw broken(e);
            }
        }

        private RowException broken(IOException e) {
            return new RowException("line " + tokens.currentLocation().getLineNr()
                    + ": broken JSON, the rows behind it cannot be read: "
                    + e.getMessage().lines().findFirst().orElse(""));
        }
    }
}
