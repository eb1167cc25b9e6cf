/** Rotary position embedding in the half-split convention of Hugging Face checkpoints. */
package dev.braid.ops.rope;
