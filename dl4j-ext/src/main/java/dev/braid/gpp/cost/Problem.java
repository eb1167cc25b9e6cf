package dev.braid.gpp.cost;

/** What a planner is asked: a model, the devices and the training. */
public record Problem(CostGraph graph, Topology topology, Training training) {}
