package dev.braid.gpp.cost;

/** A tensor that goes from one operator to another; its gradient goes back and is as large. */
public record Edge(String from, String to, double bytesPerSample) {
    public Edge {
        Require.notNegative("bytes of edge " + from + " -> " + to, bytesPerSample);
    }
}
