/**
 * What a stage of a model offers to whoever runs it: passes over micro-batches, a sum of gradients, an update, and its
 * state by name. The contract between a pipeline's runtime, which knows no layers, and {@code dl4j.stage}, which knows
 * no network. Needs the JDK alone.
 */
package dev.braid.stage;
