package dev.braid.gpp.series;

/** An ordering edge that no tensor takes: {@code to} waits for {@code from}. Both are operator numbers of the cost graph. */
public record AddedEdge(int from, int to) {}
