package dev.braid.model.graph;

/**
 * A parameter {@code [rows, cols]} under the name that its file gives it (Hugging Face for the base model, PEFT for
 * adapters); vectors are {@code [1, cols]}.
 */
public record Param(String name, int rows, int cols) {
    public Param {
        if (rows < 1 || cols < 1) {
            throw new IllegalArgumentException(
                    "parameter " + name + " is [" + rows + ", " + cols + "], must not be empty");
        }
    }

    public long count() {
        return (long) rows * cols;
    }
}
