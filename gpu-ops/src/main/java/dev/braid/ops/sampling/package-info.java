/** Choosing the next token from logits. */
package dev.braid.ops.sampling;
