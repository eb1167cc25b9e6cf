package dev.braid.jobs.exchange;

/** A sum and the optimizer step that it belongs to. */
public record Contribution(long step, PartialSum sum) {}
