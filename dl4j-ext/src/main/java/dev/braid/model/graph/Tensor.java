package dev.braid.model.graph;

/**
 * A value {@code [tokens, width]} that one node of a graph produces.
 *
 * @param id unique in its graph
 * @param name for people
 */
public record Tensor(int id, String name, int width) {
    public Tensor {
        if (width < 1) {
            throw new IllegalArgumentException("tensor " + name + " has width " + width + ", must be at least 1");
        }
    }

    @Override
    public String toString() {
        return name + "#" + id + "[" + width + "]";
    }
}
