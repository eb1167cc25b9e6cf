package dev.braid.jobs.engine;

/**
 * What training one sequence gave.
 *
 * @param leaf its number within the step
 * @param targets counted labels
 * @param lossSum sum of the negative log-likelihoods of its targets, nats, added in descending position
 * @param gradient d(lossSum)/d(parameter), flat in the order of the training layout; empty when only evaluated
 */
public record LeafResult(int leaf, long targets, double lossSum, float[] gradient) {}
