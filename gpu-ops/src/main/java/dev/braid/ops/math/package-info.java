/**
 * The arithmetic that kernels and their oracles share, so that both can be held to the same bits. Depends on
 * {@code ops.memory} for the width of vectors.
 */
package dev.braid.ops.math;
