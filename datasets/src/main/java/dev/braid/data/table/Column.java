package dev.braid.data.table;

import java.io.Serializable;

/**
 * A column that gives numbers to a tensor: one, all of a list, or a row of a unit matrix for the number of a class.
 *
 * @param classes of a one-hot encoding; 0 for the column's own numbers
 */
public record Column(String name, int classes) implements Serializable {
    public Column {
        if (name.isBlank() || classes < 0) {
            throw new IllegalArgumentException("column '" + name + "' with " + classes + " classes is none");
        }
    }
}
