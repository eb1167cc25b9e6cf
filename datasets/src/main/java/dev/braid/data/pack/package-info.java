/** Tokenised samples packed into sequences, and the indexed shards that hold them. */
package dev.braid.data.pack;
