/** Embeddings: rows of a table by token id, and sums of such rows over bags of ids. */
package dev.braid.ops.embedding;
