package dev.braid.data.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A row that was set aside.
 *
 * @param file the file it stands in
 * @param line the line it begins in, from 1; in Parquet the number of the row
 * @param reason what is wrong with it
 * @param excerpt its beginning
 */
public record QuarantinedRow(String file, long line, String reason, String excerpt) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One line of JSON. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("four plain fields are always JSON", e);
        }
    }

    public static QuarantinedRow fromJson(String json) {
        try {
            return JSON.readValue(json, QuarantinedRow.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a quarantined row: " + e.getOriginalMessage(), e);
        }
    }

    /** {@code file:line: reason}. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + reason;
    }
}
