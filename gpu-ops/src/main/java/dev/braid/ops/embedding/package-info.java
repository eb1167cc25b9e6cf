/** Token embedding: rows of a table by token id. */
package dev.braid.ops.embedding;
