/**
 * Causal attention over a paged pool of keys and values, for decode rows, prefill chunks and training windows in one
 * batch, and its gradient over windows of one sequence.
 */
package dev.braid.ops.attention;
