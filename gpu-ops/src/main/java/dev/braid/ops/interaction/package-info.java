/**
 * The feature interaction of recommendation models: the dot products of all pairs of a sample's vectors. Depends on
 * {@code ops.memory}, {@code ops.device} and {@code ops.math}.
 */
package dev.braid.ops.interaction;
